// A yamux session of github.com/hashicorp/yamux, steered by lines on stdin and
// by the first line of each stream:
//
//	peer client|server SOCKET
package main

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"

	"github.com/hashicorp/yamux"
)

func main() {
	conn, err := net.Dial("unix", os.Args[2])
	check(err)
	config := yamux.DefaultConfig()
	config.LogOutput = os.Stderr
	config.StreamCloseTimeout = 300 * time.Millisecond
	make := yamux.Server
	if os.Args[1] == "client" {
		make = yamux.Client
	}
	session, err := make(conn, config)
	check(err)
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		fmt.Println(command(session, lines.Text()))
	}
	session.Close()
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// command does what a line of stdin says; its result in one line.
func command(session *yamux.Session, line string) string {
	switch line {
	case "accept":
		go accept(session)
	case "ping":
		if _, err := session.Ping(); err != nil {
			return err.Error()
		}
	case "go away":
		if err := session.GoAway(); err != nil {
			return err.Error()
		}
	case "streams":
		return fmt.Sprint(session.NumStreams())
	case "close":
		session.Close()
	default: // open a stream and say this
		stream, err := session.Open()
		if err != nil {
			return err.Error()
		}
		go func() {
			io.WriteString(stream, line+"\n")
			serve(session, stream)
		}()
	}
	return "done"
}

func accept(session *yamux.Session) {
	for {
		stream, err := session.Accept()
		if err != nil {
			return
		}
		go serve(session, stream)
	}
}

// serve does what the first line of a stream says.
func serve(session *yamux.Session, stream net.Conn) {
	reader := bufio.NewReader(stream)
	line, err := reader.ReadString('\n')
	if err != nil {
		stream.Close()
		return
	}
	switch strings.TrimSuffix(line, "\n") {
	case "echo": // until its end
		io.Copy(stream, reader)
		stream.Close()
	case "sum": // read to the end, then answer
		sum := sha256.New()
		io.Copy(sum, reader)
		fmt.Fprintf(stream, "%x", sum.Sum(nil))
		stream.Close()
	case "leave": // this side ends it, and resets it when the other does not in time
		stream.Close()
	case "report": // tell on a new stream how this one ended
		io.WriteString(stream, "begun")
		_, err := io.Copy(io.Discard, reader)
		if other, failed := session.Open(); failed == nil {
			fmt.Fprint(other, err)
			other.Close()
		}
	case "ignore": // and read nothing
	}
}
