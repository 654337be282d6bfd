// Package stock keeps things.
package stock

import "sync"

type Kind int

const (
	Small Kind = iota
	Large
)

var (
	ErrFull  = full{}
	registry = map[string]Kind{}
)

type Shelf[T comparable] struct {
	mu    sync.Mutex
	items []T
	limit int
}

type Option func(*settings)

func New[T comparable](options ...Option) *Shelf[T] {
	s := settings{limit: defaultLimit}
	for _, option := range options {
		option(&s)
	}
	return &Shelf[T]{limit: s.limit}
}

func (s *Shelf[T]) Add(item T) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.items) >= s.limit {
		return ErrFull
	}
	s.items = append(s.items, item)
	return nil
}
