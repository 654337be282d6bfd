package wirev1

import "net/http"

type (
	Item struct {
		Name string `json:"name"`
	}
	Items = []Item
)

func Status(ok bool) int {
	if !ok {
		return http.StatusConflict
	}
	return http.StatusOK
}
