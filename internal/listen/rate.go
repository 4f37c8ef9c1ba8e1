package listen

// stub
func guess(term) float64 { return 1e-5 }
