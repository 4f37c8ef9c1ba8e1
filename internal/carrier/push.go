package carrier

import (
	"context"
	"net/http"
	"slices"

	webpush "github.com/SherClockHolmes/webpush-go"

	"heed/internal/desk"
	"heed/internal/notify"
)

// pushFor is how many seconds a push service keeps a notice for a browser that is off.
const pushFor = 12 * 60 * 60

// NewPushKeys makes the pair of keys of a desk.
func NewPushKeys() (notify.PushKeys, error) {
	private, public, err := webpush.GenerateVAPIDKeys()
	return notify.PushKeys{Public: public, Private: private}, err
}

// Push encrypts a notice for one browser and gives it to its push service. subject is an
// address at which the service's operator can reach the desk's.
func Push(c *http.Client, subject func() string) func(context.Context, notify.PushKeys, desk.PushKey, []byte) error {
	return func(ctx context.Context, keys notify.PushKeys, to desk.PushKey, body []byte) error {
		// The library pads the body behind its end, where the notices of a person's other browsers would write too.
		res, err := webpush.SendNotificationWithContext(ctx, slices.Clip(body),
			&webpush.Subscription{Endpoint: to.Endpoint, Keys: webpush.Keys{P256dh: to.P256dh, Auth: to.Auth}},
			&webpush.Options{HTTPClient: c, Subscriber: subject(), VAPIDPublicKey: keys.Public, VAPIDPrivateKey: keys.Private, TTL: pushFor, Urgency: webpush.UrgencyHigh})
		if err == nil {
			defer func() { _ = res.Body.Close() }() // nothing of it is read
		}
		return answered("The browser's push service", res, err)
	}
}
