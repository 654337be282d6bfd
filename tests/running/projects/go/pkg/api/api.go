package api

import (
	"encoding/json"
	"net/http"

	"example.com/depot/internal/stock"
	wire "example.com/depot/pkg/api/v1"
	_ "example.com/depot/pkg/metrics"
)

const DefaultAddress = ":8080"

func Serve(address string, shelf *stock.Shelf[string]) error {
	stock := func(w http.ResponseWriter, r *http.Request) {
		var item wire.Item
		if err := json.NewDecoder(r.Body).Decode(&item); err != nil || shelf.Add(item.Name) != nil {
			w.WriteHeader(wire.Status(false))
		}
	}
	http.HandleFunc("/", stock)
	return http.ListenAndServe(address, nil)
}
