// Command plugin is a greeter. Changed where it did not compile: two imports that nothing uses are
// gone, and the plugin map holds a plugin around the greeter.
package main

import (
	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"interop/seeds/shared"
	"os"
)

type Greeter struct {
	logger hclog.Logger
}

func (g *Greeter) Greet() string {
	g.logger.Info("Hello!")
	return "Hello!"
}

var handshakeConfig = plugin.HandshakeConfig{
	ProtocolVersion:  1,
	MagicCookieKey:   "GLAZED_PLUGIN",
	MagicCookieValue: "glazed",
}

func main() {
	logger := hclog.New(&hclog.LoggerOptions{
		Level:      hclog.Debug,
		Output:     os.Stderr,
		JSONFormat: true,
	})

	greeter := &Greeter{
		logger: logger,
	}

	var pluginMap = map[string]plugin.Plugin{
		// we could do a meld of the plugins here
		"greeter": &shared.GreeterPlugin{Impl: greeter},
	}

	logger.Info("message from plugin")
	plugin.Serve(&plugin.ServeConfig{
		HandshakeConfig: handshakeConfig,
		Plugins:         pluginMap,
	})
}
