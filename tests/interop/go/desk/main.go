// A desk, whose objects go both ways over go-plugin's broker, by gRPC or net/rpc: as the plugin says.
//
//	desk host [-mtls] [-broker off|on|multiplexed] ROUNDS COMMAND...
//	    launches the plugin, says something to it, and passes objects, so many times each way
//	desk
//	    is a plugin itself, which speaks what PROTOCOL says: grpc or netrpc
//
// Each answer of this side ends with how it has seen the connection that it came over, in brackets.
// Messages with one field are those of wrappers.proto, which have the same bytes.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

var handshake = plugin.HandshakeConfig{
	ProtocolVersion:  1,
	MagicCookieKey:   "BROKERED_PLUGIN",
	MagicCookieValue: "brokered",
}

// asked is what a host dispenses.
type asked interface {
	// repeat calls the plugin itself.
	repeat(text string) (string, error)
	// tell passes an object of this side, which the plugin calls back.
	tell(greeting string) (string, error)
	// open calls an object of the plugin.
	open(text string) (string, error)
}

// desk is the plugin of the Python interface in desk.py; here is what it is over gRPC.
type desk struct {
	broker *plugin.GRPCBroker
	conn   *grpc.ClientConn
	main   *peer.Peer // of the connection that was there first, from its first call on
}

// seen describes the connection to a peer: TLS or not, over which network, and whether a brokered one
// has a socket of its own: with multiplexing its ends are those of the main one.
func seen(is, main *peer.Peer) string {
	words := "plain"
	if tls, ok := is.AuthInfo.(credentials.TLSInfo); ok {
		words = fmt.Sprintf("TLS by %d", len(tls.State.PeerCertificates))
	}
	words += " " + is.Addr.Network()
	switch {
	case main == nil:
	case is.Addr.String() == main.Addr.String() && is.LocalAddr.String() == main.LocalAddr.String():
		words += " shared"
	default:
		words += " own"
	}
	return " [" + words + "]"
}

func (*desk) GRPCClient(_ context.Context, broker *plugin.GRPCBroker, conn *grpc.ClientConn) (any, error) {
	return &desk{broker: broker, conn: conn}, nil
}

func (d *desk) GRPCServer(broker *plugin.GRPCBroker, server *grpc.Server) error {
	served := &desk{broker: broker}
	server.RegisterService(&grpc.ServiceDesc{
		ServiceName: "brokered.v1.Desk",
		HandlerType: (*any)(nil),
		Methods: []grpc.MethodDesc{
			{MethodName: "Repeat", Handler: func(_ any, ctx context.Context, decode func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
				text := &wrapperspb.StringValue{}
				if err := decode(text); err != nil {
					return nil, err
				}
				served.main, _ = peer.FromContext(ctx)
				return wrapperspb.String(text.Value + seen(served.main, nil)), nil
			}},
			{MethodName: "Tell", Handler: func(_ any, ctx context.Context, decode func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
				number := &wrapperspb.UInt32Value{}
				if err := decode(number); err != nil {
					return nil, err
				}
				text, err := served.dialAndTell(ctx, number.Value, "x")
				return wrapperspb.String("heard " + text), err
			}},
			{MethodName: "Open", Handler: func(_ any, _ context.Context, decode func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
				if err := decode(&wrapperspb.UInt32Value{}); err != nil {
					return nil, err
				}
				number := served.broker.NextId()
				go served.broker.AcceptAndServe(number, served.listener("opened: "))
				return wrapperspb.UInt32(number), nil
			}},
		},
	}, nil)
	return nil
}

// listener serves an object that answers with what it is told.
func (d *desk) listener(greeting string) func([]grpc.ServerOption) *grpc.Server {
	return func(options []grpc.ServerOption) *grpc.Server {
		server := grpc.NewServer(options...)
		server.RegisterService(&grpc.ServiceDesc{
			ServiceName: "brokered.v1.Listener",
			HandlerType: (*any)(nil),
			Methods: []grpc.MethodDesc{{
				MethodName: "Told",
				Handler: func(_ any, ctx context.Context, decode func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
					text := &wrapperspb.StringValue{}
					if err := decode(text); err != nil {
						return nil, err
					}
					teller, _ := peer.FromContext(ctx)
					return wrapperspb.String(greeting + text.Value + seen(teller, d.main)), nil
				},
			}},
		}, nil)
		return server
	}
}

func (d *desk) dialAndTell(ctx context.Context, number uint32, text string) (string, error) {
	conn, err := d.broker.Dial(number)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	answer, told := &wrapperspb.StringValue{}, &peer.Peer{}
	err = conn.Invoke(ctx, "/brokered.v1.Listener/Told", wrapperspb.String(text), answer, grpc.Peer(told))
	if err != nil {
		return "", err
	}
	return answer.Value + seen(told, d.main), nil
}

func (d *desk) repeat(text string) (string, error) {
	answer, main := &wrapperspb.StringValue{}, &peer.Peer{}
	err := d.conn.Invoke(context.Background(), "/brokered.v1.Desk/Repeat", wrapperspb.String(text), answer, grpc.Peer(main))
	if err != nil {
		return "", err
	}
	d.main = main
	return answer.Value + seen(main, nil), nil
}

func (d *desk) tell(greeting string) (string, error) {
	number := d.broker.NextId()
	var server *grpc.Server
	made := make(chan struct{})
	go d.broker.AcceptAndServe(number, func(options []grpc.ServerOption) *grpc.Server {
		server = d.listener(greeting)(options)
		close(made)
		return server
	})
	<-made
	defer server.Stop()
	answer := &wrapperspb.StringValue{}
	err := d.conn.Invoke(context.Background(), "/brokered.v1.Desk/Tell", wrapperspb.UInt32(number), answer)
	return answer.Value, err
}

func (d *desk) open(text string) (string, error) {
	number := &wrapperspb.UInt32Value{}
	if err := d.conn.Invoke(context.Background(), "/brokered.v1.Desk/Open", &wrapperspb.UInt32Value{}, number); err != nil {
		return "", err
	}
	return d.dialAndTell(context.Background(), number.Value, text)
}

func host(words []string) (err error) {
	flags := flag.NewFlagSet("host", flag.ExitOnError)
	mtls := flags.Bool("mtls", false, "AutoMTLS")
	broker := flags.String("broker", "on", "off, on or multiplexed")
	if err := flags.Parse(words); err != nil {
		return err
	}
	rounds, err := strconv.Atoi(flags.Arg(0))
	if err != nil {
		return err
	}
	client := plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig:     handshake,
		Plugins:             plugin.PluginSet{"desk": &desk{}},
		Cmd:                 exec.Command(flags.Arg(1), flags.Args()[2:]...),
		AllowedProtocols:    []plugin.Protocol{plugin.ProtocolGRPC, plugin.ProtocolNetRPC},
		AutoMTLS:            *mtls,
		GRPCBrokerMultiplex: *broker == "multiplexed",
		Logger:              hclog.New(&hclog.LoggerOptions{Level: hclog.Debug, Output: os.Stderr}),
	})
	defer client.Kill()
	protocol, err := client.Client()
	if err != nil {
		return err
	}
	dispensed, err := protocol.Dispense("desk")
	if err != nil {
		return err
	}
	d := dispensed.(asked)
	repeated, err := d.repeat("x")
	if err != nil {
		return err
	}
	fmt.Println(repeated)
	if *broker != "off" {
		err = passObjects(d, rounds)
	}
	return errors.Join(err, protocol.Ping())
}

// passObjects does so both ways: one after the other, and then at once.
func passObjects(d asked, rounds int) error {
	for round := range rounds {
		told, err := d.tell(fmt.Sprintf("host %d: ", round))
		if err != nil {
			return err
		}
		opened, err := d.open(strconv.Itoa(round))
		if err != nil {
			return err
		}
		fmt.Println(told, "|", opened)
	}
	return atOnce(d, rounds)
}

// atOnce passes objects from many goroutines: go-plugin asks that this be done one after the other, but
// that those who dial wait for each other is enough.
func atOnce(d asked, count int) error {
	failed := make([]error, count)
	var calls sync.WaitGroup
	for index := range count {
		calls.Add(1)
		go func() {
			defer calls.Done()
			text := strconv.Itoa(index)
			opened, err := d.open(text)
			if err == nil && !strings.HasPrefix(opened, "opened: "+text) {
				err = fmt.Errorf("%q was answered with %q", text, opened)
			}
			told, tellErr := d.tell(text)
			if tellErr == nil && !strings.HasPrefix(told, "heard "+text+"x") {
				tellErr = fmt.Errorf("%q was told as %q", text, told)
			}
			failed[index] = errors.Join(err, tellErr)
		}()
	}
	calls.Wait()
	return errors.Join(failed...)
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == "host" {
		if err := host(os.Args[2:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	config := &plugin.ServeConfig{
		HandshakeConfig: handshake,
		Plugins:         plugin.PluginSet{"desk": &desk{}},
	}
	if os.Getenv("PROTOCOL") != "netrpc" {
		config.GRPCServer = plugin.DefaultGRPCServer
	}
	plugin.Serve(config)
}
