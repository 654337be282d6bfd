module example.com/depot

go 1.22

require (
	example.com/depot/client/v2 v2.1.0
	github.com/acme/log v1.0.0
)
