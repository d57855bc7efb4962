package main

import (
	"net"
	"net/rpc"

	"github.com/hashicorp/go-plugin"
)

// The desk over net/rpc, whose handlers do not learn by which connection they were called; of a
// brokered stream both ends know the network. Nothing here tells TLS: with AutoMTLS, go-plugin makes
// no connection without.

func (*desk) Client(broker *plugin.MuxBroker, client *rpc.Client) (any, error) {
	return &rpcDesk{broker, client}, nil
}

func (*desk) Server(broker *plugin.MuxBroker) (any, error) {
	return &DeskServer{broker}, nil
}

// rpcDesk is what a host dispenses.
type rpcDesk struct {
	broker *plugin.MuxBroker
	client *rpc.Client
}

func (d *rpcDesk) repeat(text string) (answer string, err error) {
	err = d.client.Call("Plugin.Repeat", text, &answer)
	return answer, err
}

func (d *rpcDesk) tell(greeting string) (answer string, err error) {
	number := d.broker.NextId()
	go serveListener(d.broker, number, greeting)
	err = d.client.Call("Plugin.Tell", number, &answer)
	return answer, err
}

func (d *rpcDesk) open(text string) (string, error) {
	var number uint32
	if err := d.client.Call("Plugin.Open", new(any), &number); err != nil {
		return "", err
	}
	return dialAndTell(d.broker, number, text)
}

// DeskServer answers for the desk of a plugin.
type DeskServer struct{ broker *plugin.MuxBroker }

// Repeat says what it is told.
func (s *DeskServer) Repeat(text string, answer *string) error {
	*answer = text
	return nil
}

// Tell calls the host's listener of a number.
func (s *DeskServer) Tell(number uint32, answer *string) error {
	text, err := dialAndTell(s.broker, number, "x")
	*answer = "heard " + text
	return err
}

// Open serves a listener, and gives its number.
func (s *DeskServer) Open(_ any, number *uint32) error {
	*number = s.broker.NextId()
	go serveListener(s.broker, *number, "opened: ")
	return nil
}

// Listener answers with what it is told.
type Listener struct{ greeting, seen string }

// Told is its one method.
func (l *Listener) Told(text string, answer *string) error {
	*answer = l.greeting + text + l.seen
	return nil
}

func serveListener(broker *plugin.MuxBroker, number uint32, greeting string) {
	stream, err := broker.Accept(number)
	if err != nil {
		return
	}
	server := rpc.NewServer()
	if err := server.RegisterName("Plugin", &Listener{greeting, over(stream)}); err == nil {
		server.ServeConn(stream)
	}
}

func dialAndTell(broker *plugin.MuxBroker, number uint32, text string) (string, error) {
	stream, err := broker.Dial(number)
	if err != nil {
		return "", err
	}
	client := rpc.NewClient(stream)
	defer client.Close()
	var answer string
	err = client.Call("Plugin.Told", text, &answer)
	return answer + over(stream), err
}

func over(stream net.Conn) string { return " [" + stream.RemoteAddr().Network() + "]" }
