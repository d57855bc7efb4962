package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"

	"interop/keys"
)

var both = []plugin.Protocol{plugin.ProtocolGRPC, plugin.ProtocolNetRPC}

// host launches a plugin and does one of these with it, printing what is seen.
//
//	call    versions and a call of each thing that the plugin can say
//	print   what it prints, as the host's copies have it
//	log     its log, as the host's logger shows it
//	crash   it is killed behind the client's back
//	objects it and the host pass objects to each other, over net/rpc
//	errors  calls that fail, over net/rpc
//	die     it ends itself under a call
//	start   where it is; then it is left running
//	wait    where it is; then nothing, until somebody ends this host
func host(what string, command []string) error {
	var out, err, log bytes.Buffer
	config := &plugin.ClientConfig{
		HandshakeConfig:  handshake,
		VersionedPlugins: versioned(),
		Cmd:              exec.Command(command[0], command[1:]...),
		AllowedProtocols: both,
		AutoMTLS:         os.Getenv("LIFE_MTLS") != "",
		UnixSocketConfig: &plugin.UnixSocketConfig{Group: os.Getenv("LIFE_GROUP")},
		SyncStdout:       &out,
		SyncStderr:       &err,
		Logger:           hclog.New(&hclog.LoggerOptions{Name: "host", Level: hclog.Trace, Output: &log}),
	}
	if folder := os.Getenv("LIFE_HOST_TLS"); folder != "" {
		own, err := keys.Load(folder)
		if err != nil {
			return err
		}
		config.TLSConfig = own
	}
	client := plugin.NewClient(config)
	failed := visit(client, what)
	if what == "start" && failed == nil {
		return nil // without Kill: the plugin is another host's now
	}
	client.Kill()
	fmt.Println("exited", client.Exited())
	switch {
	case strings.HasPrefix(what, "print"):
		time.Sleep(100 * time.Millisecond) // Kill does not wait for who writes the copies
		fmt.Printf("%q\n%q\n", out.String(), err.String())
	case what == "log":
		fmt.Print(log.String())
	}
	for _, line := range strings.Split(log.String(), "\n") {
		if strings.Contains(line, "[WARN]  host: plugin failed to exit gracefully") {
			fmt.Println("by force")
		}
	}
	return failed
}

func visit(client *plugin.Client, what string) error {
	protocol, err := client.Client()
	if err != nil {
		return err
	}
	dispensed, err := protocol.Dispense("life")
	if err != nil {
		return err
	}
	life := dispensed.(doer)
	switch what {
	case "call":
		version, err := life.do("version")
		if err != nil {
			return err
		}
		fmt.Println(client.Protocol(), client.NegotiatedVersion(), version, protocol.Ping())
	case "crash":
		return crash(client, life)
	case "objects":
		return passObjects(life.(*rpcLife))
	case "errors":
		return fail(protocol, life.(*rpcLife))
	case "start", "wait":
		return where(client, what == "wait")
	default:
		_, err := life.do(what)
		fmt.Println("error", err != nil)
	}
	return nil
}

func crash(client *plugin.Client, life doer) error {
	pid, err := strconv.Atoi(client.ID())
	if err != nil {
		return err
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		return err
	}
	over, isGRPC := life.(*conn)
	if !isGRPC {
		_, err := life.do("pid")
		fmt.Println("error", err)
		return nil
	}
	select {
	case <-over.done.Done():
		fmt.Println("done")
	case <-time.After(10 * time.Second):
		fmt.Println("not done")
	}
	return nil
}

func where(client *plugin.Client, wait bool) error {
	at := client.ReattachConfig()
	version := client.NegotiatedVersion()
	err := json.NewEncoder(os.Stdout).Encode(address{
		at.Addr.Network(), at.Addr.String(), at.Pid, version, at.Test, at.Protocol,
	})
	if wait {
		time.Sleep(time.Hour)
	}
	return err
}

func reattach(text string, wishes []string) error {
	var at address
	if err := json.Unmarshal([]byte(text), &at); err != nil {
		return err
	}
	found := &plugin.ReattachConfig{
		Protocol: at.Protocol, ProtocolVersion: at.Version, Pid: at.Pid, Test: at.Test,
	}
	if at.Network == "unix" {
		found.Addr = &net.UnixAddr{Net: "unix", Name: at.Address}
	} else {
		tcp, err := net.ResolveTCPAddr("tcp", at.Address)
		if err != nil {
			return err
		}
		found.Addr = tcp
	}
	client := plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig:  handshake,
		Plugins:          plugin.PluginSet{"life": &life{}},
		Reattach:         found,
		AllowedProtocols: both,
		Logger:           hclog.NewNullLogger(),
	})
	protocol, err := client.Client()
	if err != nil {
		return err
	}
	dispensed, err := protocol.Dispense("life")
	if err != nil {
		return err
	}
	for _, wish := range wishes {
		if wish == "kill" {
			client.Kill()
			fmt.Println("exited", client.Exited(), "ping", protocol.Ping())
			continue
		}
		result, err := dispensed.(doer).do(wish)
		fmt.Println(result, err)
	}
	return nil
}
