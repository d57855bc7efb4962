// The life of a plugin process, between go-plugin and the other side.
//
//	lifecycle                         a plugin
//	lifecycle test                    serves in test mode until its standard input ends; prints where
//	lifecycle call COMMAND...         a host; see host.go
//	lifecycle reattach JSON TEXT...   a host of a plugin that runs already
//
// The one method of the service takes a text that says what to do, and gives a text back. Over
// net/rpc there are objects, too: see objects.go. LIFE_PROTOCOL says what the plugin speaks, grpc or
// netrpc; with LIFE_MTLS the host asks for AutoMTLS. LIFE_HOST_TLS and LIFE_PLUGIN_TLS are folders
// with the TLS of either side's own.
package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"interop/keys"
)

const method = "/tests.Life/Do"

var handshake = plugin.HandshakeConfig{
	ProtocolVersion:  1,
	MagicCookieKey:   "LIFE_PLUGIN",
	MagicCookieValue: "life",
}

// versioned is what both sides know: the versions of LIFE_VERSIONS, or 1.
func versioned() map[int]plugin.PluginSet {
	sets := map[int]plugin.PluginSet{}
	text := os.Getenv("LIFE_VERSIONS")
	if text == "" {
		text = "1"
	}
	for _, item := range strings.Split(text, ",") {
		version, err := strconv.Atoi(item)
		if err != nil {
			panic(err)
		}
		sets[version] = plugin.PluginSet{"life": &life{version: version}}
	}
	return sets
}

type life struct {
	version int
}

// doer is what a host dispenses.
type doer interface {
	do(text string) (string, error)
}

// conn is what a host dispenses over gRPC; done ends with the plugin's process.
type conn struct {
	*grpc.ClientConn
	done context.Context
}

func (*life) GRPCClient(done context.Context, _ *plugin.GRPCBroker, to *grpc.ClientConn) (any, error) {
	return &conn{to, done}, nil
}

func (c *conn) do(text string) (string, error) {
	result := &wrapperspb.StringValue{}
	err := c.Invoke(context.Background(), method, wrapperspb.String(text), result)
	return result.Value, err
}

func (l *life) GRPCServer(_ *plugin.GRPCBroker, server *grpc.Server) error {
	server.RegisterService(&grpc.ServiceDesc{
		ServiceName: "tests.Life",
		HandlerType: (*any)(nil),
		Methods:     []grpc.MethodDesc{{MethodName: "Do", Handler: l.handle}},
	}, nil)
	return nil
}

func (l *life) handle(_ any, _ context.Context, decode func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
	text := &wrapperspb.StringValue{}
	if err := decode(text); err != nil {
		return nil, err
	}
	result, err := l.act(text.Value)
	return wrapperspb.String(result), err
}

func (l *life) act(text string) (string, error) {
	switch text {
	case "pid":
		return strconv.Itoa(os.Getpid()), nil
	case "version":
		return strconv.Itoa(l.version), nil
	case "print":
		fmt.Fprint(os.Stdout, "hello\nworld!")
		fmt.Fprint(os.Stderr, "and some error\n messages!")
		return "", nil
	case "fail":
		return "", errors.New("it failed")
	case "log":
		for _, level := range []hclog.Level{hclog.Trace, hclog.Debug, hclog.Info, hclog.Warn, hclog.Error} {
			logger.Log(level, "at "+level.String(), "foo", 12)
		}
		return "", nil
	case "die":
		os.Exit(3)
	case "panic":
		go panic("invalid foo bar")
		select {}
	}
	return "", errors.New("unknown: " + text)
}

// The standard error before it is replaced: the host's log.
var logger = hclog.New(&hclog.LoggerOptions{
	Name: "life", Level: hclog.Trace, Output: os.Stderr, JSONFormat: true,
})

func serve(test *plugin.ServeTestConfig) {
	config := &plugin.ServeConfig{
		HandshakeConfig:  handshake,
		VersionedPlugins: versioned(),
		GRPCServer:       grpcServer(),
		Logger:           logger,
		Test:             test,
	}
	if folder := os.Getenv("LIFE_PLUGIN_TLS"); folder != "" {
		config.TLSProvider = func() (*tls.Config, error) { return keys.Load(folder) }
	}
	plugin.Serve(config)
}

func grpcServer() func([]grpc.ServerOption) *grpc.Server {
	if os.Getenv("LIFE_PROTOCOL") == "netrpc" {
		return nil
	}
	return plugin.DefaultGRPCServer
}

// address is a ReattachConfig in JSON.
type address struct {
	Network, Address string
	Pid, Version     int
	Test             bool
	Protocol         plugin.Protocol
}

func serveInTestMode() error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	found := make(chan *plugin.ReattachConfig, 1)
	closed := make(chan struct{})
	go serve(&plugin.ServeTestConfig{Context: ctx, ReattachConfigCh: found, CloseCh: closed})
	at := <-found
	err := json.NewEncoder(os.Stdout).Encode(address{
		at.Addr.Network(), at.Addr.String(), at.Pid, at.ProtocolVersion, at.Test, at.Protocol,
	})
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		return err
	}
	cancel()
	<-closed
	return nil
}

func run() error {
	if len(os.Args) < 2 {
		serve(nil)
		return nil
	}
	switch os.Args[1] {
	case "test":
		return serveInTestMode()
	case "reattach":
		return reattach(os.Args[2], os.Args[3:])
	}
	return host(os.Args[1], os.Args[2:])
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
