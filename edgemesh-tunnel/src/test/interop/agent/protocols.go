package main

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"google.golang.org/protobuf/encoding/protowire"
)

const (
	connect = 0
	success = 1
	failed  = 2

	attempts    = 3
	maxMessage  = 4096
	maxDatagram = 4096
	udpIdle     = 5 * time.Second
)

// The one message of both protocols; discovery has its first three fields only.
type message struct {
	kind     uint64
	protocol string
	node     string
	ip       string
	port     int
}

func (m message) encoded() []byte {
	var out []byte
	out = protowire.AppendVarint(protowire.AppendTag(out, 1, protowire.VarintType), m.kind)
	for i, text := range []string{m.protocol, m.node, m.ip} {
		if text != "" {
			field := protowire.Number(2 + i)
			out = protowire.AppendString(protowire.AppendTag(out, field, protowire.BytesType), text)
		}
	}
	if m.port != 0 {
		out = protowire.AppendVarint(protowire.AppendTag(out, 5, protowire.VarintType), uint64(m.port))
	}
	return append(binary.AppendUvarint(nil, uint64(len(out))), out...)
}

// Reads ahead, and loses what it has read too much: so do deployed agents.
func read(s io.Reader) (m message, err error) {
	in := bufio.NewReader(s)
	length, err := binary.ReadUvarint(in)
	if err != nil {
		return m, err
	}
	if length > maxMessage {
		return m, fmt.Errorf("a message of %d bytes", length)
	}
	bytes := make([]byte, length)
	if _, err = io.ReadFull(in, bytes); err != nil {
		return m, err
	}
	return decoded(bytes)
}

func decoded(bytes []byte) (m message, err error) {
	for len(bytes) > 0 {
		field, kind, n := protowire.ConsumeTag(bytes)
		if n < 0 {
			return m, protowire.ParseError(n)
		}
		bytes = bytes[n:]
		var value uint64
		var text []byte
		switch kind {
		case protowire.VarintType:
			value, n = protowire.ConsumeVarint(bytes)
		case protowire.BytesType:
			text, n = protowire.ConsumeBytes(bytes)
		default:
			n = protowire.ConsumeFieldValue(field, kind, bytes)
		}
		if n < 0 {
			return m, protowire.ParseError(n)
		}
		bytes = bytes[n:]
		switch field {
		case 1:
			m.kind = value
		case 2:
			m.protocol = string(text)
		case 3:
			m.node = string(text)
		case 4:
			m.ip = string(text)
		case 5:
			m.port = int(value)
		}
	}
	return m, nil
}

func ask(s io.ReadWriter, question message) (message, error) {
	if _, err := s.Write(question.encoded()); err != nil {
		return message{}, err
	}
	answer, err := read(s)
	if err == nil && answer.kind != success {
		err = fmt.Errorf("the answer is %d", answer.kind)
	}
	return answer, err
}

func (a *agent) answerDiscovery(s network.Stream) {
	defer s.Close()
	question, err := read(s)
	if err == nil && question.kind == connect {
		a.learn(question.node, s.Conn().RemotePeer())
		s.Write(message{kind: success, protocol: question.protocol, node: *name}.encoded())
	}
}

func answerProxy(s network.Stream) {
	question, err := read(s)
	if err != nil || question.kind != connect {
		s.Reset()
		return
	}
	target, err := dial(question)
	if err != nil {
		question.kind = failed
		s.Write(question.encoded())
		s.Close()
		return
	}
	question.kind = success
	s.Write(question.encoded())
	if question.protocol == "udp" {
		carryDatagrams(s, target)
	} else {
		carryBytes(s, target)
	}
}

func dial(question message) (net.Conn, error) {
	address := net.JoinHostPort(question.ip, strconv.Itoa(question.port))
	var all error
	for i := 0; i < attempts; i++ {
		target, err := net.DialTimeout(question.protocol, address, time.Second)
		if err == nil {
			return target, nil
		}
		all = errors.Join(all, err)
	}
	return nil, all
}

// The end of one direction is the end of both.
func carryBytes(s network.Stream, target net.Conn) {
	ended := make(chan bool, 2)
	carry := func(to io.Writer, from io.Reader) {
		io.Copy(to, from)
		ended <- true
	}
	go carry(s, target)
	go carry(target, s)
	<-ended
	s.Close()
	target.Close()
}

func carryDatagrams(s network.Stream, target net.Conn) {
	defer s.Close()
	defer target.Close()
	go func() {
		buffer := make([]byte, maxDatagram)
		for n, err := s.Read(buffer); err == nil; n, err = s.Read(buffer) {
			target.Write(buffer[:n])
		}
		target.Close()
	}()
	buffer := make([]byte, maxDatagram)
	for {
		target.SetReadDeadline(time.Now().Add(udpIdle))
		n, err := target.Read(buffer)
		if err != nil {
			return
		}
		s.Write(buffer[:n])
	}
}
