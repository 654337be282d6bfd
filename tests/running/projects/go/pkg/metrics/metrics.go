package metrics

import "expvar"

var Served = expvar.NewInt("served")

func init() { Served.Set(0) }
