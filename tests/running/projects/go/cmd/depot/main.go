package main

import (
	"flag"
	"fmt"
	"os"

	log "github.com/acme/log"

	"example.com/depot/client/v2"
	"example.com/depot/internal/stock"
	"example.com/depot/pkg/api"
)

func main() {
	address := flag.String("address", api.DefaultAddress, "where to listen")
	flag.Parse()
	shelf := stock.New[string](stock.WithLimit(10))
	if err := api.Serve(*address, shelf); err != nil {
		log.Error(err)
		fmt.Fprintln(os.Stderr, client.Explain(err))
	}
}
