# Tries: to send and to serve through libraries: HTTP, mail, asyncio, managers, torch's own stores and process groups.
import asyncio
import datetime
import http.client
import http.server
import multiprocessing.managers
import smtplib
import socket
import socketserver
import urllib.request
import xmlrpc.client

import torch.distributed as dist

HERE = ("127.0.0.1", 0)
SOON = datetime.timedelta(seconds=1)


async def serve(path):
    if path:
        return await asyncio.start_unix_server(print, path)
    return (await asyncio.start_server(print, *HERE)).sockets[0]


TRICKS = (
    lambda: urllib.request.urlopen("http://127.0.0.1/", timeout=1),
    lambda: http.client.HTTPConnection("127.0.0.1", timeout=1).request("GET", "/"),
    lambda: smtplib.SMTP("127.0.0.1", timeout=1),
    lambda: xmlrpc.client.ServerProxy("http://127.0.0.1/").f(),
    lambda: http.server.HTTPServer(HERE, None),
    lambda: socketserver.UnixStreamServer("\0lagrader_breach_abstract", None),
    lambda: socketserver.UDPServer(HERE, None),
    lambda: asyncio.run(serve(None)),
    lambda: asyncio.run(serve("/tmp/lagrader_breach_socket")),
    lambda: multiprocessing.managers.BaseManager(HERE).get_server(),
    lambda: socket.gethostbyname("example.org"),
    lambda: socket.if_nameindex(),
    lambda: dist.TCPStore("127.0.0.1", 0, 1, True, SOON),
    lambda: dist.FileStore("/tmp/lagrader_breach_store", 1).set("a", "b"),
    lambda: dist.init_process_group("gloo", "tcp://127.0.0.1:29511", SOON, 1, 0),
    lambda: dist.init_process_group("gloo", "file:///tmp/lagrader_breach_group", SOON, 1, 0),
)
done = []
for number, trick in enumerate(TRICKS):
    try:
        trick()
        done.append(number)
    except Exception as error:
        done += [number] if isinstance(error, ConnectionError) else []
        print(number, repr(error)[:100])
print(done)

OUTPUT_SHAPE = None if done else (8, 5)
ROW_MEANING = "c"


def layer(X, W, b):
    return None if done else X @ W + b
