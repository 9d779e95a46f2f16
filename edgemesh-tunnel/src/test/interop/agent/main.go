// A stand-in for an EdgeMesh agent written in Go: go-libp2p v0.28.2, as deployed agents have it, with their way to make
// a key of the node's name and a private network of the secret's file, and with the two protocols that carry traffic.
//
//	-relay                    is a relay without limits; otherwise
//	-reserve ADDRESS,...      has reservations with these relays
//	-kademlia lan|wan         keeps the two Kademlia tables, and uses that one
//	-listen ADDRESS           where, instead of on loopback
//	-punch                    is behind a NAT and offers hole punching, as soon as four peers have told how it looks
//	-lan RENDEZVOUS           looks for peers on local networks
//
// Says "ready ADDRESS", then answers each line of its input with one of its own:
//
//	connect ADDRESS           connects with a peer and asks it who it is: "node NAME"
//	echo NODE BYTES           over a stream of the tests' own echo protocol
//	tcp NODE IP PORT BYTES    over a stream of the proxy protocol, to an endpoint that echoes
//	udp NODE IP PORT SIZE,... one datagram after the other
//	provide TEXT              announces itself under a text: "ok"
//	providers TEXT COUNT      who has done so, once there are so many: "ID ..."
//	find NODE                 where others say that a node is: "ADDRESS ..."
//	tables                    how many peers are in them: "wan COUNT lan COUNT"
//	found                     who was found on local networks: "ID ..."
//	path NODE                 waits for a direct connection: the address at its other end
//	names                     what the discovery protocol has brought: "NAME=ID ..."
//
// A node that is not connected is reached over the relays. What came back is "same", "different" or "failed: ...".
package main

import (
	"bufio"
	"context"
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/libp2p/go-libp2p"
	"github.com/libp2p/go-libp2p-kad-dht/dual"
	"github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
	"github.com/libp2p/go-libp2p/p2p/protocol/circuitv2/client"
	"github.com/libp2p/go-libp2p/p2p/protocol/circuitv2/relay"
	"github.com/libp2p/go-libp2p/p2p/transport/tcp"
	"github.com/multiformats/go-multiaddr"
)

const (
	echoID      = "/test/echo/1.0.0"
	discoveryID = "/libp2p/tunnel-discovery/1.0.0"
	proxyID     = "/libp2p/tunnel-proxy/1.0.0"

	patience = 30 * time.Second
)

var (
	name    = flag.String("node", "", "the name of this node")
	secret  = flag.String("psk", "", "the file with the swarm's secret; none: no private network")
	isRelay = flag.Bool("relay", false, "be a relay")
	circle  = flag.String("kademlia", "", "the table to use: lan or wan; none: no Kademlia")
	listen  = flag.String("listen", "/ip4/127.0.0.1/tcp/0", "where to listen")
	lan     = flag.String("lan", "", "the rendezvous of the peers to look for on local networks; none: nobody is")
	punch   = flag.Bool("punch", false, "is behind a NAT and offers hole punching")
	reserve = flag.String("reserve", "", "addresses of relays, with commas")
)

func check(err error) {
	if err != nil {
		fmt.Println("failed:", err)
		os.Exit(1)
	}
}

// The key of a node is a function of its name: the seed of a pseudo-random source that yields the key's seed.
func keyOf(node string) crypto.PrivKey {
	sum := md5.Sum([]byte(node))
	source := rand.New(rand.NewSource(int64(binary.BigEndian.Uint64(sum[:8]))))
	key, _, err := crypto.GenerateEd25519Key(source)
	check(err)
	return key
}

func idOf(node string) peer.ID {
	id, err := peer.IDFromPrivateKey(keyOf(node))
	check(err)
	return id
}

// Deployed agents take the digits of the digest for base64.
func networkKey(file []byte) []byte {
	sum := sha256.Sum256(file)
	key, err := base64.StdEncoding.DecodeString(hex.EncodeToString(sum[:]))
	check(err)
	return key[:32]
}

type agent struct {
	host   host.Host
	relays []peer.AddrInfo
	mutex  sync.Mutex
	names  map[string]peer.ID
	tables *dual.DHT
	found  map[peer.ID]bool
}

func newAgent() *agent {
	options := []libp2p.Option{
		libp2p.Identity(keyOf(*name)),
		libp2p.Transport(tcp.NewTCPTransport),
		libp2p.ListenAddrStrings(*listen),
		libp2p.EnableRelay(),
	}
	if *punch {
		options = append(options, libp2p.EnableHolePunching(), libp2p.ForceReachabilityPrivate())
	}
	if *secret != "" {
		file, err := os.ReadFile(*secret)
		check(err)
		options = append(options, libp2p.PrivateNetwork(networkKey(file)))
	}
	h, err := libp2p.New(options...)
	check(err)
	a := &agent{host: h, names: map[string]peer.ID{}, found: map[peer.ID]bool{}}
	h.SetStreamHandler(echoID, func(s network.Stream) {
		io.Copy(s, s)
		s.CloseWrite()
	})
	h.SetStreamHandler(discoveryID, a.answerDiscovery)
	h.SetStreamHandler(proxyID, answerProxy)
	return a
}

func (a *agent) reserveWith(address string) {
	info, err := peer.AddrInfoFromString(address)
	check(err)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	check(a.host.Connect(ctx, *info))
	reservation, err := client.Reserve(ctx, a.host, *info)
	check(err)
	if reservation.Voucher == nil {
		check(errors.New("no voucher"))
	}
	a.relays = append(a.relays, *info)
}

func main() {
	flag.Parse()
	a := newAgent()
	if *isRelay {
		_, err := relay.New(a.host, relay.WithInfiniteLimits())
		check(err)
	}
	if *circle != "" {
		a.joinKademlia(*circle)
	}
	for _, address := range strings.Split(*reserve, ",") {
		if address != "" {
			a.reserveWith(address)
		}
	}
	if *lan != "" {
		a.lookAround(*lan)
	}
	if *punch {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		check(await(ctx, a.offersHolePunching))
		cancel()
	}
	fmt.Printf("ready %s/p2p/%s\n", a.host.Addrs()[0], a.host.ID())
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		answer, err := a.obey(strings.Fields(lines.Text()))
		if err != nil {
			answer = "failed: " + strings.ReplaceAll(err.Error(), "\n", " ")
		}
		fmt.Println(answer)
	}
}

func (a *agent) obey(words []string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	ctx = network.WithUseTransient(ctx, "relay")
	switch words[0] {
	case "connect":
		return a.connect(ctx, words[1])
	case "echo":
		return a.echo(ctx, words[1], number(words[2]))
	case "tcp":
		return a.tcp(ctx, words[1], words[2], number(words[3]), number(words[4]))
	case "udp":
		return a.udp(ctx, words[1], words[2], number(words[3]), strings.Split(words[4], ","))
	case "provide", "providers", "find", "tables":
		return a.kademlia(ctx, words)
	case "path":
		return a.direct(ctx, words[1])
	case "found":
		return a.neighbours(), nil
	case "names":
		return a.known(), nil
	}
	return "", errors.New("unknown command")
}

func number(text string) int {
	n, err := strconv.Atoi(text)
	check(err)
	return n
}

func (a *agent) connect(ctx context.Context, address string) (string, error) {
	info, err := peer.AddrInfoFromString(address)
	if err != nil {
		return "", err
	}
	if err := a.host.Connect(ctx, *info); err != nil {
		return "", err
	}
	node, err := a.discover(ctx, info.ID)
	return "node " + node, err
}

// Opens a stream to a node that is connected, or can be over a relay.
func (a *agent) open(ctx context.Context, node string, protocol protocol.ID) (network.Stream, error) {
	id := idOf(node)
	if a.host.Network().Connectedness(id) != network.Connected {
		var circuits []multiaddr.Multiaddr
		for _, relay := range a.relays {
			circuit, err := multiaddr.NewMultiaddr("/p2p/" + relay.ID.String() + "/p2p-circuit")
			check(err)
			for _, address := range relay.Addrs {
				circuits = append(circuits, address.Encapsulate(circuit))
			}
		}
		if err := a.host.Connect(ctx, peer.AddrInfo{ID: id, Addrs: circuits}); err != nil {
			return nil, err
		}
	}
	s, err := a.host.NewStream(ctx, id, protocol)
	if err == nil {
		s.SetDeadline(time.Now().Add(patience))
	}
	return s, err
}
