package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand"
	"strings"

	"github.com/libp2p/go-libp2p/core/peer"
)

func something(length int) []byte {
	content := make([]byte, length)
	rand.New(rand.NewSource(int64(length))).Read(content)
	return content
}

func (a *agent) echo(ctx context.Context, node string, length int) (string, error) {
	s, err := a.open(ctx, node, echoID)
	if err != nil {
		return "", err
	}
	sent := something(length)
	go func() {
		s.Write(sent)
		s.CloseWrite()
	}()
	received, err := io.ReadAll(s)
	return compared(sent, received), err
}

func compared(sent, received []byte) string {
	if bytes.Equal(sent, received) {
		return "same"
	}
	return "different"
}

// Asks a peer who it is, and believes it where the name fits the id.
func (a *agent) discover(ctx context.Context, id peer.ID) (string, error) {
	s, err := a.host.NewStream(ctx, id, discoveryID)
	if err != nil {
		return "", err
	}
	defer s.Close()
	answer, err := ask(s, message{kind: connect, protocol: "DHT", node: *name})
	if err != nil {
		return "", err
	}
	a.learn(answer.node, id)
	return answer.node, nil
}

func (a *agent) learn(node string, id peer.ID) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	a.names[node] = id
}

func (a *agent) known() string {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	var known []string
	for node, id := range a.names {
		known = append(known, fmt.Sprintf("%s=%s", node, id))
	}
	return "known " + strings.Join(known, " ")
}

func (a *agent) proxied(ctx context.Context, protocol, node, ip string, port int) (io.ReadWriteCloser, error) {
	s, err := a.open(ctx, node, proxyID)
	if err != nil {
		return nil, err
	}
	_, err = ask(s, message{kind: connect, protocol: protocol, node: node, ip: ip, port: port})
	if err != nil {
		s.Reset()
		return nil, err
	}
	return s, nil
}

// Does not end its output before all is back: deployed agents close both directions at the end of one.
func (a *agent) tcp(ctx context.Context, node, ip string, port, length int) (string, error) {
	s, err := a.proxied(ctx, "tcp", node, ip, port)
	if err != nil {
		return "", err
	}
	defer s.Close()
	sent := something(length)
	go s.Write(sent)
	received := make([]byte, length)
	_, err = io.ReadFull(s, received)
	return compared(sent, received), err
}

// One write is a datagram, and what one read brings is one.
func (a *agent) udp(ctx context.Context, node, ip string, port int, lengths []string) (string, error) {
	s, err := a.proxied(ctx, "udp", node, ip, port)
	if err != nil {
		return "", err
	}
	defer s.Close()
	buffer := make([]byte, maxDatagram)
	for _, length := range lengths {
		sent := something(number(length))
		if _, err := s.Write(sent); err != nil {
			return "", err
		}
		n, err := s.Read(buffer)
		if err != nil {
			return "", err
		}
		if compared(sent, buffer[:n]) != "same" {
			return "different", nil
		}
	}
	return "same", nil
}
