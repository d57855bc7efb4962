// A plugin that serves go-plugin's counter, kept in memory.
//
//	plugin [-tls FOLDER]
package main

import (
	"crypto/tls"
	"flag"
	"fmt"

	"github.com/hashicorp/go-plugin"
	"github.com/hashicorp/go-plugin/examples/bidirectional/shared"

	"interop/keys"
)

type counter map[string]int64

func (c counter) Put(key string, value int64, helper shared.AddHelper) error {
	sum, err := helper.Sum(c[key], value)
	if err == nil {
		c[key] = sum
	}
	return err
}

func (c counter) Get(key string) (int64, error) {
	value, found := c[key]
	if !found {
		return 0, fmt.Errorf("there is no %s", key)
	}
	return value, nil
}

func main() {
	folder := flag.String("tls", "", "folder with a TLS configuration")
	flag.Parse()

	config := &plugin.ServeConfig{
		HandshakeConfig: shared.Handshake,
		Plugins: map[string]plugin.Plugin{
			"counter": &shared.CounterPlugin{Impl: counter{}},
		},
		GRPCServer: plugin.DefaultGRPCServer,
	}
	if *folder != "" {
		config.TLSProvider = func() (*tls.Config, error) { return keys.Load(*folder) }
	}
	plugin.Serve(config)
}
