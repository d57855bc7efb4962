package main

import (
	"fmt"
	"net/rpc"
	"sync"

	"github.com/hashicorp/go-plugin"
)

// Over net/rpc a plugin's Life and a host's Friend know each other by numbers of the broker.

// rpcLife is what a host dispenses.
type rpcLife struct {
	client *rpc.Client
	broker *plugin.MuxBroker
}

func (l *life) Client(broker *plugin.MuxBroker, client *rpc.Client) (any, error) {
	return &rpcLife{client, broker}, nil
}

func (l *life) Server(broker *plugin.MuxBroker) (any, error) {
	return &LifeServer{life: l, broker: broker}, nil
}

func (l *rpcLife) do(text string) (string, error) {
	var result string
	err := l.client.Call("Plugin.Do", text, &result)
	return result, err
}

// Visit shows the host's friend of a number to the plugin; it gives the number of one of its own.
type Visit struct {
	Friend uint32
	Word   string
}

// LifeServer answers for a life.
type LifeServer struct {
	life   *life
	broker *plugin.MuxBroker
}

// Do does what a text says.
func (s *LifeServer) Do(text string, result *string) error {
	done, err := s.life.act(text)
	*result = done
	return err
}

// Visit calls the host's friend, and serves another one.
func (s *LifeServer) Visit(visit Visit, result *uint32) error {
	friend, err := dial(s.broker, visit.Friend)
	if err != nil {
		return err
	}
	defer friend.Close()
	var heard string
	if err := friend.Call("Plugin.Hear", visit.Word, &heard); err != nil {
		return err
	}
	*result = s.broker.NextId()
	go s.broker.AcceptAndServe(*result, &Friend{"plugin heard " + heard})
	return nil
}

// Friend is an object of either side.
type Friend struct{ name string }

// Hear gives back what it heard.
func (f *Friend) Hear(word string, result *string) error {
	*result = f.name + ": " + word
	return nil
}

func dial(broker *plugin.MuxBroker, number uint32) (*rpc.Client, error) {
	stream, err := broker.Dial(number)
	if err != nil {
		return nil, err
	}
	return rpc.NewClient(stream), nil
}

// passObjects has several visits at once, and prints them in order.
func passObjects(life *rpcLife) error {
	const visits = 5
	lines, failed := make([]string, visits), make([]error, visits)
	var done sync.WaitGroup
	for visit := range visits {
		done.Add(1)
		go func() {
			defer done.Done()
			lines[visit], failed[visit] = life.visit(fmt.Sprintf("word %d", visit))
		}()
	}
	done.Wait()
	for visit, line := range lines {
		if failed[visit] != nil {
			return failed[visit]
		}
		fmt.Println(line)
	}
	return nil
}

func (l *rpcLife) visit(word string) (string, error) {
	number := l.broker.NextId()
	go l.broker.AcceptAndServe(number, &Friend{"host"})
	var theirs uint32
	if err := l.client.Call("Plugin.Visit", Visit{number, word}, &theirs); err != nil {
		return "", err
	}
	friend, err := dial(l.broker, theirs)
	if err != nil {
		return "", err
	}
	defer friend.Close()
	var heard string
	err = friend.Call("Plugin.Hear", word, &heard)
	return heard, err
}

// fail makes calls that fail, each in its own way.
func fail(protocol plugin.ClientProtocol, life *rpcLife) error {
	var number int
	_, err := life.do("fail")
	fmt.Println(err)
	fmt.Println(life.client.Call("Plugin.Nothing", "x", &number))
	fmt.Println(life.client.Call("Other.Do", "x", &number))
	fmt.Println(life.client.Call("Plugin.Do", 12, &number))
	_, err = protocol.Dispense("life")
	fmt.Println(err, protocol.Ping())
	return nil
}
