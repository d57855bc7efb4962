"""The net/rpc protocol: https://pkg.go.dev/net/rpc, with its gob codec.

A request is two gob values, a header and the argument; so is a response. Calls have numbers, and
are answered in any order. An error is a text in the header, and an empty struct in the result's
place. ::

    GREET = Method("Plugin.Greet", STRING, STRING)

    seq, data = client.call(GREET, "Ann")       # for a client's stream to send
    for event in server.receive(data):          # Called: seq 0, GREET, "Ann"
        answer = server.answer(event, "Hello")
    client.receive(answer)                      # [Returned: seq 0, "Hello"]

Who has threads does `call` and `answer` in two steps: `encode`, which any of them may do at any
time, and `send`. Several arguments are a struct's fields, and so a tuple; ``interface{}`` is
`gob.interface.ANY`.

::

    method       a method as both sides know it
    headers      what comes before an argument or a result
    client_side  wishes and bytes in, bytes and events out
    server_side  likewise
    events       what they tell
    basic_error  go-plugin's error that travels as a value
"""
