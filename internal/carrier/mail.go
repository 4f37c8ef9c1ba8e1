package carrier

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"heed/internal/desk"
)

// Mail makes a way to write to agents over one SMTP server: smtp://user:password@host:587
// (STARTTLS where the server has it, always when there is a password) or
// smtps://user:password@host:465. base is the desk's address, for links; say is a sentence of ours
// in a language.
func Mail(server, from string, base func() string, say Say) (func(context.Context, desk.Agent, desk.Notice) error, error) {
	u, err := url.Parse(server)
	if err != nil {
		return nil, err
	}
	opts := []mail.Option{mail.WithTimeout(15 * time.Second)}
	switch {
	case u.Scheme == "smtps":
		opts = append(opts, mail.WithSSL(), mail.WithPort(465))
	case u.User != nil:
		opts = append(opts, mail.WithTLSPolicy(mail.TLSMandatory), mail.WithPort(587))
	default:
		opts = append(opts, mail.WithTLSPolicy(mail.TLSOpportunistic), mail.WithPort(25))
	}
	if p, err := strconv.Atoi(u.Port()); err == nil {
		opts = append(opts, mail.WithPort(p))
	}
	if u.User != nil {
		password, _ := u.User.Password()
		opts = append(opts, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(u.User.Username()), mail.WithPassword(password))
	}
	if _, err := mail.NewClient(u.Hostname(), opts...); err != nil {
		return nil, err
	}
	return func(ctx context.Context, to desk.Agent, n desk.Notice) error {
		m, err := message(from, to, n, letter{say, base(), to.Reads.Lang})
		if err != nil {
			return &desk.Error{Kind: desk.Refused, Message: "The address " + to.Email + " can't receive mail.", Err: err}
		}
		c, err := mail.NewClient(u.Hostname(), opts...) // one for each mail: a client is not safe for several
		if err != nil {
			return err
		}
		return sent(c.DialAndSendWithContext(ctx, m))
	}, nil
}

func message(from string, to desk.Agent, n desk.Notice, l letter) (*mail.Msg, error) {
	m := mail.NewMsg()
	if err := m.From(from); err != nil {
		return nil, err
	}
	if err := m.AddToFormat(strings.Join(strings.Fields(to.Name), " "), to.Email); err != nil {
		return nil, err
	}
	m.Subject(strings.Join(strings.Fields(n.Subject), " ")) // no line ends: they would end the header
	m.SetDateWithValue(n.Created)
	_, host, _ := strings.Cut(from, "@")
	m.SetMessageIDWithValue(fmt.Sprintf("notice-%d-%d@%s", n.ID, n.Created.UnixMicro(), strings.TrimRight(host, "> ")))
	m.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no vacation notice in return
	m.SetBodyString(mail.TypeTextPlain, l.text(&n))
	m.AddAlternativeString(mail.TypeTextHTML, l.html(&n))
	return m, nil
}

// sent sorts what the server said: a refusal for good is one, the rest is tried again.
func sent(err error) error {
	if err == nil {
		return nil
	}
	var e *mail.SendError
	if errors.As(err, &e) && !e.IsTemp() && e.Reason != mail.ErrConnCheck && e.Reason != mail.ErrSMTPMailFrom {
		return &desk.Error{Kind: desk.Refused, Message: "The mail server refused the mail.", Err: err}
	}
	return &desk.Error{Kind: desk.Later, Message: "The mail server isn't accepting mail.", Mend: "Check the setting smtp.", Err: err}
}
