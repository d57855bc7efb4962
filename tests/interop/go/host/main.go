// A host of go-plugin's counter, without TLS or with TLS of its own.
//
//	host [-tls FOLDER] put KEY NUMBER | get KEY | ping ...
//
// The command line of the plugin stands in COUNTER_PLUGIN. What was asked for is done in turn, in
// one session; each "get" prints a line, and the first error ends the program with code 1.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strconv"

	"github.com/hashicorp/go-plugin"
	"github.com/hashicorp/go-plugin/examples/bidirectional/shared"

	"interop/keys"
)

type adder struct{}

func (adder) Sum(a, b int64) (int64, error) { return a + b, nil }

func main() {
	folder := flag.String("tls", "", "folder with a TLS configuration")
	flag.Parse()

	config := &plugin.ClientConfig{
		HandshakeConfig:  shared.Handshake,
		Plugins:          shared.PluginMap,
		Cmd:              exec.Command("sh", "-c", "exec "+os.Getenv("COUNTER_PLUGIN")),
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
	}
	if *folder != "" {
		tls, err := keys.Load(*folder)
		if err != nil {
			fmt.Println("Error:", err)
			os.Exit(1)
		}
		config.TLSConfig = tls
	}
	client := plugin.NewClient(config)
	err := run(client, flag.Args())
	client.Kill()
	if err != nil {
		fmt.Println("Error:", err)
		os.Exit(1)
	}
}

func run(client *plugin.Client, words []string) error {
	protocol, err := client.Client()
	if err != nil {
		return err
	}
	raw, err := protocol.Dispense("counter")
	if err != nil {
		return err
	}
	counter := raw.(shared.Counter)
	for len(words) > 0 && err == nil {
		switch words[0] {
		case "ping":
			err = protocol.Ping()
			words = words[1:]
		case "get":
			var number int64
			number, err = counter.Get(words[1])
			if err == nil {
				fmt.Println(number)
			}
			words = words[2:]
		case "put":
			var number int
			number, err = strconv.Atoi(words[2])
			if err == nil {
				err = counter.Put(words[1], int64(number), adder{})
			}
			words = words[3:]
		default:
			err = fmt.Errorf("unknown word %q", words[0])
		}
	}
	return err
}
