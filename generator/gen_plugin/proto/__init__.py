"""Protocol buffers: the model of a .proto file, and protoc as its judge."""
