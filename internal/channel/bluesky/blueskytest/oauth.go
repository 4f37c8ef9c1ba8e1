package blueskytest

import "net/http"

type grant struct{}

func (s *Server) oauth(w http.ResponseWriter, r *http.Request) bool { return false }

func (s *Server) provenBy(r *http.Request, token string) *refusal { return nil }
