/** One server over UDP: send_dg of resolv/res_send.c. */
import { DeadlineError, SocketError, type UdpSocket } from "../../world/world.ts";
import { type Attempt, closeAll, type Exchange, NO_MESSAGE, type ServerPlace } from "./exchange.ts";
import {
  hasQuestion,
  idOf,
  isLameReferral,
  isServerError,
  isShortError,
  isTruncated,
  RCODE,
  rcodeOf,
} from "./replies.ts";
import { HEADER_BYTES } from "./res-mkquery.ts";
import { refusal } from "./state.ts";

const DNS_PORT = 53;

/** What one round with one socket came to. */
type Round =
  | { readonly kind: "end"; readonly attempt: Attempt }
  /** One of two replies came, and then nothing: once more, one query after the other. */
  | { readonly kind: "again" };

/** "next" leaves sockets open after a timeout: a late reply may still come. TC sets `useTcp`. */
export async function sendDatagrams(exchange: Exchange, server: ServerPlace): Promise<Attempt> {
  const { conf } = exchange.state;
  const talk = new Talk(exchange, server, conf.options.has("strict-error"));
  const savedGotSomewhere = exchange.gotSomewhere;
  for (;;) {
    const opened = await talk.open();
    if (opened !== "ready") return opened;
    const round = await talk.round();
    if (round.kind === "end") return round.attempt;
    exchange.gotSomewhere = savedGotSomewhere;
  }
}

class Talk {
  readonly #exchange: Exchange;
  readonly #server: ServerPlace;
  readonly #strictError: boolean;
  readonly #timeoutMs: number;
  #single: boolean;
  #reopen: boolean;
  /** Of the round at hand. */
  #first: Uint8Array = NO_MESSAGE;
  #firstLength = 0;
  #second: Uint8Array = NO_MESSAGE;
  #secondLength = 0;
  /** Replies to the first and to the second query came, be they good or bad. */
  #answered: [boolean, boolean] = [false, false];

  constructor(exchange: Exchange, server: ServerPlace, strictError: boolean) {
    this.#exchange = exchange;
    this.#server = server;
    this.#strictError = strictError;
    const { conf, singleRequest, singleRequestReopen } = exchange.state;
    let seconds = conf.timeoutS << server.place;
    if (server.place > 0) seconds = Math.trunc(seconds / conf.servers.length);
    this.#timeoutMs = Math.max(1, seconds) * 1000;
    this.#reopen = conf.options.has("single-request-reopen") || singleRequestReopen;
    this.#single = conf.options.has("single-request") || singleRequest || this.#reopen;
  }

  /** reopen(): a connected socket, the one from before if it is still there. */
  async open(): Promise<"ready" | "next" | "fail"> {
    const { sockets, state } = this.#exchange;
    const { place, address } = this.#server;
    if (sockets[place] !== null) return "ready";
    const isIpv6 = address.includes(":");
    if (isIpv6 && state.ipv6Unavailable) return "fail";
    const socketRefusal = refusal(state.world, "socket");
    const optionRefusal = state.features.icmpErrors ? refusal(state.world, "setsockopt") : null;
    if (socketRefusal !== null || optionRefusal !== null) {
      state.thread.errno = socketRefusal ?? optionRefusal;
      if (isIpv6 && socketRefusal === "EAFNOSUPPORT") state.ipv6Unavailable = true;
      if (socketRefusal === null) closeAll(this.#exchange);
      return "fail";
    }
    try {
      if (refusal(state.world, "connect") !== null) throw new SocketError("EPERM", "connect");
      sockets[place] = await state.world.network.udp({ address, port: DNS_PORT });
      return "ready";
    } catch (error) {
      if (!(error instanceof SocketError)) throw error;
      state.thread.errno = error.errno;
      if (error.syscall !== "socket") {
        closeAll(this.#exchange);
        return "next";
      }
      if (isIpv6 && error.errno === "EAFNOSUPPORT") state.ipv6Unavailable = true;
      return "fail";
    }
  }

  async round(): Promise<Round> {
    const { query2, state } = this.#exchange;
    this.#firstLength = 0;
    this.#secondLength = 0;
    this.#answered = [false, query2 === null];
    const deadlineMs = state.world.clock.nowMs() + this.#timeoutMs;
    if (refusal(state.world, "poll") !== null) return this.#broken();
    if (!(await this.#sendFirst())) return this.#broken();
    for (;;) {
      const reply = await this.#receive(deadlineMs);
      if (reply === "timeout") return this.#timeout();
      if (reply === "broken") return this.#broken();
      const next = await this.#take(reply);
      if (next !== "wait") return next;
    }
  }

  /** Both queries, or the first of two that are asked one after the other. */
  async #sendFirst(): Promise<boolean> {
    const { query, query2, state } = this.#exchange;
    state.thread.errno = null;
    if (query2 === null || this.#single) return this.#send(query.bytes);
    const refused = refusal(state.world, "sendmmsg");
    const isLacking = refused === "ENOSYS" && !state.features.needsSendmmsg;
    if (refused !== null && !isLacking) return false;
    if (!(await this.#send(query.bytes))) return false;
    if (await this.#send(query2.bytes)) return true;
    // An ICMP message about the first one made the second fail once: sendmmsg has sent one, and send goes on.
    return !isLacking && this.#send(query2.bytes);
  }

  async #send(bytes: Uint8Array): Promise<boolean> {
    const { world, thread } = this.#exchange.state;
    const refused = this.#sendsAlone() ? refusal(world, "sendto") : null;
    if (refused !== null) {
      thread.errno = refused;
      return false;
    }
    try {
      await this.#socket().send(bytes);
      return true;
    } catch (error) {
      if (!(error instanceof SocketError)) throw error;
      thread.errno = error.errno;
      return false;
    }
  }

  /** With send(2), which is sendto, instead of sendmmsg. */
  #sendsAlone(): boolean {
    return this.#exchange.query2 === null || this.#single;
  }

  async #receive(deadlineMs: number): Promise<Uint8Array | "timeout" | "broken"> {
    const { thread, world } = this.#exchange.state;
    try {
      const reply = await this.#socket().receive(deadlineMs);
      thread.errno = refusal(world, "recvfrom");
      return thread.errno === null ? reply : "broken";
    } catch (error) {
      if (error instanceof DeadlineError) return "timeout";
      if (error instanceof SocketError) return "broken";
      throw error;
    }
  }

  #socket(): UdpSocket {
    const socket = this.#exchange.sockets[this.#server.place];
    if (socket === null || socket === undefined) throw new Error("no socket");
    return socket;
  }

  /** Nothing (more) came in time. */
  #timeout(): Round {
    const { query2, state } = this.#exchange;
    const [first, second] = this.#answered;
    if (this.#firstLength > 1 && (first || (query2 !== null && second))) {
      if (!this.#single) {
        state.singleRequest = true;
        this.#single = true;
        return { kind: "again" };
      }
      if (!this.#reopen) {
        state.singleRequestReopen = true;
        this.#reopen = true;
        closeAll(this.#exchange);
        return { kind: "again" };
      }
      this.#secondLength = 1;
      return this.#end();
    }
    this.#exchange.gotSomewhere = true;
    return { kind: "end", attempt: "next" };
  }

  /** close_and_return_error. */
  #broken(): Round {
    closeAll(this.#exchange);
    return { kind: "end", attempt: "next" };
  }

  #end(): Round {
    return {
      kind: "end",
      attempt: {
        first: this.#first,
        firstLength: this.#firstLength,
        second: this.#second,
        secondLength: this.#secondLength,
      },
    };
  }

  /** A datagram came. */
  async #take(datagram: Uint8Array): Promise<Round | "wait"> {
    const exchange = this.#exchange;
    const { features } = exchange.state;
    const isFirst = !(this.#answered[0] || this.#answered[1]) || exchange.query2 === null;
    const reply = this.#store(datagram, isFirst);
    if (reply.length === 0) return this.#broken();
    exchange.gotSomewhere = true;
    if (reply.length < HEADER_BYTES) return this.#broken();
    if (this.#rejectsEdns(reply)) return this.#broken();
    const matching = this.#matching(reply);
    if (matching === null) return "wait";
    const which = matching === 1 ? 0 : 1;
    if (isServerError(reply) || isLameReferral(reply)) {
      // Up to 2.19 a lame referral ended the server at once, for pairs too.
      const endsServer = isLameReferral(reply) && !features.survivesHalfFailure;
      if (!this.#strictError && !endsServer) {
        if (this.#answered[0] || (exchange.query2 !== null && this.#answered[1])) {
          this.#secondLength = 0;
          return this.#end();
        }
        if (exchange.query2 !== null && !(features.noWaitForUnsent && this.#single)) {
          this.#firstLength = 0;
          this.#answered[which] = true;
          return "wait";
        }
      }
      return this.#broken();
    }
    if (isTruncated(reply)) {
      exchange.useTcp = true;
      closeAll(exchange);
      return { kind: "end", attempt: "next" };
    }
    this.#answered[which] = true;
    if (this.#answered[0] && this.#answered[1]) return this.#end();
    return this.#single ? this.#sendSecond() : "wait";
  }

  /** Puts a datagram where the C code would, cut to what has room there. */
  #store(datagram: Uint8Array, isFirst: boolean): Uint8Array {
    const { buffers, state } = this.#exchange;
    if (!isFirst) {
      this.#second = datagram;
      this.#secondLength = datagram.length;
      // Behind nothing, the second answer took the first one's place.
      if (!state.features.separateSecondBuffer && this.#firstLength === 0 && !buffers.grown) {
        buffers.originalRcode = rcodeOf(datagram);
      }
      return datagram;
    }
    if (datagram.length > buffers.size && buffers.mayGrow) buffers.grown = true;
    const reply = buffers.grown ? datagram : datagram.subarray(0, buffers.size);
    if (!buffers.grown) buffers.originalRcode = rcodeOf(reply);
    this.#first = reply;
    this.#firstLength = reply.length;
    return reply;
  }

  /** Up to 2.25: FORMERR with the right id means that the server does not know OPT records. */
  #rejectsEdns(reply: Uint8Array): boolean {
    const { state, query, query2 } = this.#exchange;
    if (state.features.noEdnsFallback || !state.conf.options.has("edns0")) return false;
    const id = idOf(reply);
    const isOurs =
      (!this.#answered[0] && id === query.id) || (query2 !== null && !this.#answered[1] && id === query2.id);
    if (!isOurs || rcodeOf(reply) !== RCODE.FORMERR) return false;
    state.ednsFailed = true;
    return true;
  }

  /** Which query a reply belongs to; null for none that is waited for. */
  #matching(reply: Uint8Array): 1 | 2 | null {
    const { query, query2, state } = this.#exchange;
    const needsNoQuestion = state.features.shortErrorReplies && isShortError(reply);
    const [first, second] = this.#answered;
    const waitsFor2 = query2 !== null && !second;
    const id1 = !first && idOf(reply) === query.id;
    const id2 = waitsFor2 && idOf(reply) === query2.id;
    const question1 = !first && (needsNoQuestion || hasQuestion(query, reply));
    const question2 = waitsFor2 && (needsNoQuestion || hasQuestion(query2, reply));
    if (state.features.matchesPairExactly) {
      if (id2 && question2) return 2;
      return id1 && question1 ? 1 : null;
    }
    if (!(id1 || id2) || !(question1 || question2)) return null;
    return id1 ? 1 : 2;
  }

  async #sendSecond(): Promise<Round | "wait"> {
    const { query2 } = this.#exchange;
    if (query2 === null) return "wait";
    if (this.#reopen) {
      closeAll(this.#exchange);
      const opened = await this.open();
      if (opened !== "ready") return { kind: "end", attempt: opened };
    }
    return (await this.#send(query2.bytes)) ? "wait" : this.#broken();
  }
}
