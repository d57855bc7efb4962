// Objects that go both ways over go-plugin's broker, multiplexed or not.
//
//	multiplexed host ROUNDS COMMAND...  launches the plugin and passes objects, so many times each way;
//	                                    the broker is multiplexed unless PLAIN_BROKER is set
//	multiplexed                         is a plugin itself
//
// Messages with one field are those of wrappers.proto, which have the same bytes.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"sync"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

var handshake = plugin.HandshakeConfig{
	ProtocolVersion:  1,
	MagicCookieKey:   "BROKERED_PLUGIN",
	MagicCookieValue: "brokered",
}

// desk is the plugin of the Python interface in test_multiplexed.py.
type desk struct {
	plugin.NetRPCUnsupportedPlugin
	broker *plugin.GRPCBroker
	conn   *grpc.ClientConn
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
				go served.broker.AcceptAndServe(number, listener("opened: "))
				return wrapperspb.UInt32(number), nil
			}},
		},
	}, nil)
	return nil
}

// listener serves an object that answers with what it is told.
func listener(greeting string) func([]grpc.ServerOption) *grpc.Server {
	return func(options []grpc.ServerOption) *grpc.Server {
		server := grpc.NewServer(options...)
		server.RegisterService(&grpc.ServiceDesc{
			ServiceName: "brokered.v1.Listener",
			HandlerType: (*any)(nil),
			Methods: []grpc.MethodDesc{{
				MethodName: "Told",
				Handler: func(_ any, _ context.Context, decode func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
					text := &wrapperspb.StringValue{}
					if err := decode(text); err != nil {
						return nil, err
					}
					return wrapperspb.String(greeting + text.Value), nil
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
	answer := &wrapperspb.StringValue{}
	err = conn.Invoke(ctx, "/brokered.v1.Listener/Told", wrapperspb.String(text), answer)
	return answer.Value, err
}

// tell passes an object of this side, which the plugin calls back.
func (d *desk) tell(greeting string) (string, error) {
	number := d.broker.NextId()
	var server *grpc.Server
	made := make(chan struct{})
	go d.broker.AcceptAndServe(number, func(options []grpc.ServerOption) *grpc.Server {
		server = listener(greeting)(options)
		close(made)
		return server
	})
	<-made
	defer server.Stop()
	answer := &wrapperspb.StringValue{}
	err := d.conn.Invoke(context.Background(), "/brokered.v1.Desk/Tell", wrapperspb.UInt32(number), answer)
	return answer.Value, err
}

// open calls an object of the plugin.
func (d *desk) open(text string) (string, error) {
	number := &wrapperspb.UInt32Value{}
	if err := d.conn.Invoke(context.Background(), "/brokered.v1.Desk/Open", &wrapperspb.UInt32Value{}, number); err != nil {
		return "", err
	}
	return d.dialAndTell(context.Background(), number.Value, text)
}

func host(rounds int, command []string) (err error) {
	client := plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig:     handshake,
		Plugins:             plugin.PluginSet{"desk": &desk{}},
		Cmd:                 exec.Command(command[0], command[1:]...),
		AllowedProtocols:    []plugin.Protocol{plugin.ProtocolGRPC},
		GRPCBrokerMultiplex: os.Getenv("PLAIN_BROKER") == "",
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
	d := dispensed.(*desk)
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
	return errors.Join(d.atOnce(rounds), protocol.Ping())
}

// atOnce passes objects from many goroutines: go-plugin asks that this be done one after the other, but
// that those who dial wait for each other is enough.
func (d *desk) atOnce(count int) error {
	failed := make([]error, count)
	var calls sync.WaitGroup
	for index := range count {
		calls.Add(1)
		go func() {
			defer calls.Done()
			text := strconv.Itoa(index)
			opened, err := d.open(text)
			if err == nil && opened != "opened: "+text {
				err = fmt.Errorf("%q was answered with %q", text, opened)
			}
			told, tellErr := d.tell(text)
			if tellErr == nil && told != "heard "+text+"x" {
				tellErr = fmt.Errorf("%q was told as %q", text, told)
			}
			failed[index] = errors.Join(err, tellErr)
		}()
	}
	calls.Wait()
	return errors.Join(failed...)
}

func main() {
	if len(os.Args) > 3 && os.Args[1] == "host" {
		rounds, err := strconv.Atoi(os.Args[2])
		if err == nil {
			err = host(rounds, os.Args[3:])
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	plugin.Serve(&plugin.ServeConfig{
		HandshakeConfig: handshake,
		Plugins:         plugin.PluginSet{"desk": &desk{}},
		GRPCServer:      plugin.DefaultGRPCServer,
	})
}
