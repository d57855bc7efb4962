// Package shared is the interface of the greeter, its calls over net/rpc, and its plugin.
// Unchanged.
package shared

import (
	"github.com/hashicorp/go-plugin"
	"net/rpc"
)

type Greeter interface{ Greet() string }

type GreeterRPC struct{ client *rpc.Client }

func (g *GreeterRPC) Greet() string {
	var resp string
	err := g.client.Call("Plugin.Greet", new(interface{}), &resp)
	if err != nil {
		panic(err)
	}

	return resp
}

type GreeterRPCServer struct {
	Impl Greeter
}

func (g *GreeterRPCServer) Greet(args interface{}, resp *string) error {
	*resp = g.Impl.Greet()
	return nil
}

type GreeterPlugin struct {
	Impl Greeter
}

func (p *GreeterPlugin) Server(broker *plugin.MuxBroker) (interface{}, error) {
	return &GreeterRPCServer{Impl: p.Impl}, nil
}

func (p *GreeterPlugin) Client(broker *plugin.MuxBroker, client *rpc.Client) (interface{}, error) {
	return &GreeterRPC{client: client}, nil
}
