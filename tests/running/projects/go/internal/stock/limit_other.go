//go:build !linux

package stock

const defaultLimit = 10
