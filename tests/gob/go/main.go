// gobpeer speaks gob and net/rpc with the tests, as the standard library does.
//
//	gobpeer echo    reads lines of JSON: types, and a stream of values; writes what it read again
//	gobpeer serve   is a net/rpc server on stdin and stdout
//	gobpeer call    is a net/rpc client there, which tells of each call on stderr
package main

import (
	"bufio"
	"bytes"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"net/netip"
	"os"
	"reflect"
	"time"
)

// Description is a type as the tests tell it.
type Description struct {
	Go     string         // Go's text for it
	Kind   string         // "basic", "slice", ...
	Length int            // of an array
	Inner  []*Description // key and element, the fields' types, what an interface may hold
	Names  []string       // of the fields
	Holds  string         // the name of what an interface may hold
}

type Request struct {
	Wanted []*Description
	Hex    string
}

type Answer struct {
	Errors []string // for each wanted value, empty where it was read
	Hex    string   // those that were read, on a stream of their own
}

type Node struct {
	Val  int
	Next *Node
}

type Tree struct {
	Val  int
	Kids []Tree
}

var known = map[string]reflect.Type{
	"big.Int":    reflect.TypeFor[big.Int](),
	"netip.Addr": reflect.TypeFor[netip.Addr](),
	"main.Node":  reflect.TypeFor[Node](),
	"main.Tree":  reflect.TypeFor[Tree](),
	"time.Time":  reflect.TypeFor[time.Time](),
	"[]uint8":    reflect.TypeFor[[]byte](),
}

func init() {
	for _, zero := range []any{
		false, int(0), int8(0), int16(0), int32(0), int64(0), uint(0), uint8(0), uint16(0), uint32(0), uint64(0),
		uintptr(0), float32(0), float64(0), complex64(0), complex128(0), "",
	} {
		known[reflect.TypeOf(zero).String()] = reflect.TypeOf(zero)
	}
}

var registered = map[string]bool{}

func (d *Description) inner(i int) reflect.Type { return d.Inner[i].make() }

func (d *Description) make() reflect.Type {
	switch d.Kind {
	case "known":
		return known[d.Go]
	case "slice":
		return reflect.SliceOf(d.inner(0))
	case "array":
		return reflect.ArrayOf(d.Length, d.inner(0))
	case "map":
		return reflect.MapOf(d.inner(0), d.inner(1))
	case "pointer":
		return reflect.PointerTo(d.inner(0))
	case "struct":
		var fields []reflect.StructField
		for i, name := range d.Names {
			fields = append(fields, reflect.StructField{Name: name, Type: d.inner(i)})
		}
		return reflect.StructOf(fields)
	case "interface":
		if d.Holds != "" && !registered[d.Holds] {
			registered[d.Holds] = true
			gob.RegisterName(d.Holds, reflect.Zero(d.inner(0)).Interface())
		}
		return reflect.TypeFor[any]()
	}
	panic("no kind " + d.Kind)
}

func echo(request Request) (answer Answer) {
	data, err := hex.DecodeString(request.Hex)
	if err != nil {
		panic(err)
	}
	decoder := gob.NewDecoder(bytes.NewReader(data))
	var out bytes.Buffer
	encoder := gob.NewEncoder(&out)
	for _, wanted := range request.Wanted {
		value := reflect.New(wanted.make())
		text := ""
		if err := decoder.DecodeValue(value); err != nil {
			text = "read: " + err.Error()
		} else if err := encoder.EncodeValue(value); err != nil {
			text = "write: " + err.Error()
		}
		answer.Errors = append(answer.Errors, text)
	}
	answer.Hex = hex.EncodeToString(out.Bytes())
	return answer
}

func echoLines() {
	lines := bufio.NewReader(os.Stdin)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		var request Request
		if err := json.Unmarshal(line, &request); err != nil {
			panic(err)
		}
		text, err := json.Marshal(echo(request))
		if err != nil {
			panic(err)
		}
		fmt.Println(string(text))
	}
}

func main() {
	switch os.Args[1] {
	case "echo":
		echoLines()
	case "serve":
		serve()
	case "call":
		call()
	}
}
