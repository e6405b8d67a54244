%% Part of jwt-kms. Copyright 2026 the jwt-kms authors.
%% SPDX-License-Identifier: Apache-2.0

%% FORM ALG KEYFILE TOKENFILE in, the claims as JSON out; exit status as in ../python/reader.py.
-module(jose_reader).
-export([start/0]).

start() ->
    [Form, Alg, KeyFile, TokenFile] = init:get_plain_arguments(),
    {ok, Key} = file:read_file(KeyFile),
    {ok, Token} = file:read_file(TokenFile),
    {ok, _} = application:ensure_all_started(jose),
    try jose_jwt:verify_strict(key(Form, Key), [list_to_binary(Alg)], Token) of
        {true, {jose_jwt, Claims}, _} -> io:format("~s~n", [jose:encode(Claims)]), halt(0);
        _ -> rejected("not verified")
    catch
        _:Reason -> rejected(Reason)
    end.

key("pem", Key) -> jose_jwk:from_pem(Key);
key("jwk", Key) -> jose_jwk:from(jose:decode(Key));
key("jwks", _) -> halt(3). % it reads a set and verifies with none

rejected(Reason) ->
    io:format(standard_error, "~0p~n", [Reason]),
    halt(1).
