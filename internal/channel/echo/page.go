package echo

import "net/http"

func (n *Network) pages(mux *http.ServeMux) {}
