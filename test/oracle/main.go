// Program main looks names up with the Go release that built it and prints what came of it, one JSON object a line.
//
// Usage: oracle [-prefergo] [-strict] [-ctx=DURATION] CALL=NAME...
//
// CALL is host (LookupHost), ipaddr (LookupIPAddr), ip, ip4, ip6 (LookupIP), cname (LookupCNAME), tcp, tcp4, tcp6
// (Dial, NAME is HOST:PORT) or resolvetcp (ResolveTCPAddr). The flags hold for all calls.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"strings"
	"time"
)

// result is one line of the output.
type result struct {
	Call      string   `json:"call"`
	Addresses []string `json:"addresses"`
	Error     *failure `json:"error"`
	ElapsedMs float64  `json:"elapsedMs"`
}

// failure is an error with what net.Error and net.DNSError say of it.
type failure struct {
	Text        string `json:"text"`
	GoType      string `json:"goType"`
	IsTimeout   bool   `json:"isTimeout"`
	IsTemporary bool   `json:"isTemporary"`
	IsNotFound  bool   `json:"isNotFound"`
	Server      string `json:"server"`
}

func main() {
	resolver := &net.Resolver{}
	ctx := context.Background()
	out := json.NewEncoder(os.Stdout)
	for _, arg := range os.Args[1:] {
		name, value := arg, ""
		if i := strings.IndexByte(arg, '='); i >= 0 {
			name, value = arg[:i], arg[i+1:]
		}
		switch name {
		case "-prefergo":
			resolver.PreferGo = true
		case "-strict":
			resolver.StrictErrors = true
		case "-ctx":
			timeout, err := time.ParseDuration(value)
			if err != nil {
				fatal(err)
			}
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, timeout)
			defer cancel()
		default:
			start := time.Now()
			addresses, err := call(ctx, resolver, name, value)
			elapsed := float64(time.Since(start).Microseconds()) / 1000
			line := result{Call: arg, Addresses: addresses, Error: describe(err), ElapsedMs: elapsed}
			if err := out.Encode(line); err != nil {
				fatal(err)
			}
		}
	}
}

func call(ctx context.Context, resolver *net.Resolver, name, value string) ([]string, error) {
	switch name {
	case "host":
		return resolver.LookupHost(ctx, value)
	case "ipaddr":
		addresses, err := resolver.LookupIPAddr(ctx, value)
		texts := make([]string, 0, len(addresses))
		for _, address := range addresses {
			texts = append(texts, address.String())
		}
		return texts, err
	case "ip", "ip4", "ip6":
		addresses, err := resolver.LookupIP(ctx, name, value)
		texts := make([]string, 0, len(addresses))
		for _, address := range addresses {
			texts = append(texts, address.String())
		}
		return texts, err
	case "cname":
		canonical, err := resolver.LookupCNAME(ctx, value)
		return []string{canonical}, err
	case "tcp", "tcp4", "tcp6":
		dialer := net.Dialer{Resolver: resolver}
		conn, err := dialer.DialContext(ctx, name, value)
		if err != nil {
			return nil, err
		}
		defer conn.Close()
		return []string{conn.RemoteAddr().String()}, nil
	case "resolvetcp":
		address, err := net.ResolveTCPAddr("tcp", value)
		if err != nil {
			return nil, err
		}
		return []string{address.String()}, nil
	}
	fatal(fmt.Errorf("unknown call %q", name))
	return nil, nil
}

func describe(err error) *failure {
	if err == nil {
		return nil
	}
	described := &failure{Text: err.Error(), GoType: typeOf(err)}
	if err, ok := err.(net.Error); ok {
		described.IsTimeout = err.Timeout()
		described.IsTemporary = err.Temporary()
	}
	if err, ok := innermost(err).(*net.DNSError); ok {
		described.IsNotFound = err.IsNotFound
		described.Server = err.Server
	}
	return described
}

func typeOf(err error) string {
	if op, ok := err.(*net.OpError); ok {
		return fmt.Sprintf("*net.OpError{%s}", typeOf(op.Err))
	}
	return fmt.Sprintf("%T", err)
}

func innermost(err error) error {
	if op, ok := err.(*net.OpError); ok {
		return innermost(op.Err)
	}
	return err
}

func fatal(err error) {
	fmt.Fprintln(os.Stderr, "oracle:", err)
	os.Exit(2)
}
