package testdata

var Names = []string{"tea", "salt"}
