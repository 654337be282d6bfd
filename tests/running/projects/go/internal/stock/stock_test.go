package stock_test

import (
	"testing"

	"example.com/depot/internal/stock"
	"example.com/depot/internal/testdata"
	. "example.com/depot/pkg/api"
)

func TestAdd(t *testing.T) {
	shelf := stock.New[string](stock.WithLimit(1))
	for _, name := range testdata.Names {
		if err := shelf.Add(name); err != nil && err != stock.ErrFull {
			t.Fatal(err, DefaultAddress)
		}
	}
}
