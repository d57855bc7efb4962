// The details of a call's status, as go-plugin's users see them with grpc-go.
//
//	details host COMMAND...  launches the plugin, calls Get, and prints the error's details, a line for each
//	details                  is a plugin itself, whose Get fails with details
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"

	"github.com/hashicorp/go-plugin"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

var handshake = plugin.HandshakeConfig{
	ProtocolVersion:  1,
	MagicCookieKey:   "BASIC_PLUGIN",
	MagicCookieValue: "hello",
}

var plugins = plugin.PluginSet{"kv_grpc": &kv{}}

// kv is the example's plugin, without generated code: a GetRequest has one string in field 1.
type kv struct{ plugin.NetRPCUnsupportedPlugin }

func (*kv) GRPCClient(_ context.Context, _ *plugin.GRPCBroker, conn *grpc.ClientConn) (any, error) {
	return conn, nil
}

func (*kv) GRPCServer(_ *plugin.GRPCBroker, server *grpc.Server) error {
	server.RegisterService(&grpc.ServiceDesc{
		ServiceName: "proto.KV",
		HandlerType: (*any)(nil),
		Methods:     []grpc.MethodDesc{{MethodName: "Get", Handler: get}},
	}, nil)
	return nil
}

func get(_ any, _ context.Context, decode func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
	key := &wrapperspb.StringValue{}
	if err := decode(key); err != nil {
		return nil, err
	}
	if key.Value == "plain" {
		return nil, errors.New("nothing but a text")
	}
	failed, err := status.New(codes.ResourceExhausted, "too many keys").WithDetails(
		&errdetails.ErrorInfo{Reason: "QUOTA", Domain: "example.com"},
		&errdetails.QuotaFailure{Violations: []*errdetails.QuotaFailure_Violation{{
			Subject: key.Value, Description: "100 % used",
		}}},
	)
	if err != nil {
		return nil, err
	}
	return nil, failed.Err()
}

func host(command []string) error {
	client := plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig:  handshake,
		Plugins:          plugins,
		Cmd:              exec.Command(command[0], command[1:]...),
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
	})
	defer client.Kill()
	protocol, err := client.Client()
	if err != nil {
		return err
	}
	dispensed, err := protocol.Dispense("kv_grpc")
	if err != nil {
		return err
	}
	failed := dispensed.(*grpc.ClientConn).Invoke(
		context.Background(), "/proto.KV/Get", wrapperspb.String("absent"), &wrapperspb.BytesValue{},
	)
	found, isStatus := status.FromError(failed)
	fmt.Printf("%v %v %s\n", isStatus, found.Code(), found.Message())
	for _, detail := range found.Details() {
		switch detail := detail.(type) {
		case *errdetails.ErrorInfo:
			fmt.Printf("ErrorInfo %s %s %v\n", detail.Reason, detail.Domain, detail.Metadata)
		case *errdetails.DebugInfo:
			fmt.Printf("DebugInfo %s\n", strings.Join(detail.StackEntries, " | "))
		case error:
			fmt.Printf("another one\n")
		}
	}
	return nil
}

func main() {
	if len(os.Args) > 2 && os.Args[1] == "host" {
		if err := host(os.Args[2:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	plugin.Serve(&plugin.ServeConfig{
		HandshakeConfig: handshake,
		Plugins:         plugins,
		GRPCServer:      plugin.DefaultGRPCServer,
	})
}
