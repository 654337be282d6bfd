package stock

type settings struct{ limit int }

type full struct{}

func (full) Error() string { return "the shelf is full" }

func WithLimit(limit int) Option { return func(s *settings) { s.limit = limit } }
