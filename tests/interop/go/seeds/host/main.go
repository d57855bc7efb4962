// Command host greets by the plugin in ./plugin/greeter. Changed in the path of one import.
package main

import (
	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"interop/seeds/shared"
	"os"
	"os/exec"
)

func main() {
	logger := hclog.New(&hclog.LoggerOptions{
		Name:   "plugin",
		Output: os.Stderr,
		Level:  hclog.Debug,
	})

	client := plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig: plugin.HandshakeConfig{
			ProtocolVersion:  1,
			MagicCookieKey:   "GLAZED_PLUGIN",
			MagicCookieValue: "glazed",
		},
		Plugins: map[string]plugin.Plugin{
			"greeter": &shared.GreeterPlugin{},
		},
		Cmd:    exec.Command("./plugin/greeter"),
		Logger: logger,
	})
	defer client.Kill()

	rpcClient, err := client.Client()
	if err != nil {
		logger.Error("Failed to create RPC client", "error", err)
		os.Exit(1)
	}

	raw, err := rpcClient.Dispense("greeter")
	if err != nil {
		logger.Error("Failed to dispense plugin", "error", err)
		os.Exit(1)
	}

	greeter := raw.(shared.Greeter)
	logger.Info("Calling plugin")
	greeting := greeter.Greet()
	logger.Info("Got response from plugin", "greeting", greeting)
}
