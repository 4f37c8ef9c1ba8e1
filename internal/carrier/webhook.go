package carrier

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"time"

	"heed/internal/desk"
)

// Webhook posts JSON. The header Heed-Signature is "t=SECONDS,v1=HEX": HMAC-SHA256 of
// SECONDS, a dot and the body, with the webhook's secret. Heed-Delivery is the same for each
// try of one notice.
func Webhook(c *http.Client, now func() time.Time) func(context.Context, desk.Hook, desk.NoticeID, []byte) error {
	return func(ctx context.Context, h desk.Hook, id desk.NoticeID, body []byte) error {
		req, err := http.NewRequest(http.MethodPost, h.URL, bytes.NewReader(body))
		if err != nil {
			return &desk.Error{Kind: desk.Refused, Message: "The webhook " + h.Name + " has no usable address.", Err: err}
		}
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("User-Agent", "heed")
		req.Header.Set("Heed-Delivery", strconv.FormatInt(int64(id), 10))
		req.Header.Set("Heed-Signature", Sign(h.Secret, now(), body))
		return do(ctx, c, req, "The webhook "+h.Name)
	}
}

// Sign is the value of Heed-Signature.
func Sign(secret string, at time.Time, body []byte) string {
	seconds := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(seconds + "."))
	mac.Write(body)
	return "t=" + seconds + ",v1=" + hex.EncodeToString(mac.Sum(nil))
}
