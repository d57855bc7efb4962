package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/rpc"
	"os"
	"sync"
)

type Args struct{ A, B int }

type Reply struct {
	Sum  int
	Note string
}

type Greeter struct{}

func (Greeter) Greet(name any, reply *string) error {
	*reply = fmt.Sprintf("Hello, %v!", name)
	return nil
}

func (Greeter) Add(args Args, reply *Reply) error {
	*reply = Reply{args.A + args.B, "sum"}
	return nil
}

func (Greeter) Fail(why string, reply *string) error { return errors.New(why) }

func (Greeter) Echo(data []byte, reply *[]byte) error {
	*reply = data
	return nil
}

type stdio struct{}

func (stdio) Read(p []byte) (int, error)  { return os.Stdin.Read(p) }
func (stdio) Write(p []byte) (int, error) { return os.Stdout.Write(p) }
func (stdio) Close() error                { return errors.Join(os.Stdin.Close(), os.Stdout.Close()) }

func serve() {
	server := rpc.NewServer()
	if err := server.RegisterName("Plugin", Greeter{}); err != nil {
		panic(err)
	}
	server.ServeConn(stdio{})
}

// call makes calls of all sorts, some of them at once, and tells what became of each.
func call() {
	client := rpc.NewClient(stdio{})
	one := func(method string, args, reply any) {
		err := client.Call(method, args, reply)
		text, _ := json.Marshal(reply)
		fmt.Fprintf(os.Stderr, "%s %s %v\n", method, text, err)
	}
	var text string
	var number int
	one("Plugin.Greet", new(any), &text)
	var name any = "Ann"
	one("Plugin.Greet", &name, &text)
	one("Plugin.Add", Args{1, 2}, new(Reply))
	one("Plugin.Add", &Args{-7, 2}, new(Reply))
	one("Plugin.Fail", "it failed: ü", &text)
	one("Plugin.NoSuch", Args{1, 2}, &number)
	one("NoSuch.Greet", []string{"never seen before"}, &number)
	one("nodot", map[string]int{"a": 1}, &number)
	one("Plugin.Add", "no Args", new(Reply))
	one("Plugin.Add", Args{3, 4}, new(Reply))
	var calls sync.WaitGroup
	for i := range 100 {
		calls.Add(1)
		go func() {
			defer calls.Done()
			reply := Reply{}
			if err := client.Call("Plugin.Add", Args{i, i}, &reply); err != nil || reply.Sum != 2*i {
				fmt.Fprintln(os.Stderr, "wrong:", i, reply, err)
			}
		}()
	}
	calls.Wait()
	fmt.Fprintln(os.Stderr, "done")
	client.Close()
}
