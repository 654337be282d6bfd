package main

import (
	"fmt"

	"example.com/depot/pkg/metrics"
	"example.com/depot/tools/texts"
)

func main() { fmt.Println(texts.Title, metrics.Served) }
