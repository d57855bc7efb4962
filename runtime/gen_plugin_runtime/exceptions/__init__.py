"""Exceptions on their way: what an exception consists of as bytes, and an exception of such bytes.

A failed call has a `google.rpc.Status` beside its status code, and in it as details

- a `google.rpc.ErrorInfo` of the domain ``gen-plugin``, whose reason is the exception's type,
- the message of an exception that the interface declares, which every language can read,
- a `google.rpc.DebugInfo` with the traceback, if the plugin sends it,
- ``gen_plugin.v1.Raised``, from which the other side makes the same exception again::

    syntax = "proto3";
    package gen_plugin.v1;

    import "google/protobuf/any.proto";

    message Raised {
      enum Origin {
        OTHER = 0;     // a class that only the raising side knows
        BUILTIN = 1;   // one of Python's own
        RUNTIME = 2;   // an EncodeError or DecodeError of gen-plugin's runtime
        DECLARED = 3;  // one that the interface declares
      }
      string type_name = 1;  // "KeyError", "shop.errors.SoldOut"
      string text = 2;
      Origin origin = 3;
      repeated Value args = 4;
      map<string, Value> attributes = 5;  // what its args do not tell: an OSError's filename
      repeated string notes = 6;
      repeated Raised exceptions = 7;  // of a group
      google.protobuf.Any fields = 8;  // a DECLARED one's message, unless it is a detail itself
    }

    message Value {
      oneof kind {
        bool none = 1;
        bool boolean = 2;
        int64 integer = 3;
        bytes large_integer = 4;  // two's complement, the highest byte first
        double real = 5;
        string text = 6;
        bytes surrogates = 7;  // a text with lone surrogates, each as three bytes
        bytes data = 8;
        Values tuple = 9;
        Values list = 10;
        Values dict = 11;  // key, value, key, value
        string repr = 12;  // of any other value
      }
    }

    message Values {
      repeated Value items = 1;
    }

A peer can make nothing but exceptions of a fixed table this way: Python's own, and those that the
interface declares. No name is looked up, nothing is imported, nothing unpickled.
"""
