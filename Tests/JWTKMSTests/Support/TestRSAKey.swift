// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// An RSA key of 2048 bits that was made for these tests and opens nothing.
enum TestRSAKey {
    static let pem = """
        -----BEGIN PRIVATE KEY-----
        MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQCzDlI6AVTr0Tmc
        ac8+QiQSS3ZoFqgFltiS0pHDRb3Jft0Lnf0WdQ06UMwHaRE8GCAlD5c0W094psB7
        AoGTQdz0pnLAiIGefDPUHqVrIDz2kBObI8dE7tlUGCc+16SrSeVnoh3vscS1EtMh
        d4byjby+oTjhD6jkHMki2ySlGS+SCms5tsCqz31W2SFFcW8IqEfHfHTbCkDqWX/q
        SAOhPcmR50NIXKaJZZtRf3TJY2z4dACutlEwoHLkBsLJdV5tthHKmq7gGf1zXaWZ
        /YWaOWiHShR78r8zJFpVTbBbaW+4WOfTfeCoDDe5a3rkc9Kf0yNGqwKtyRiOLpK8
        dJvavo3RAgMBAAECggEAFQy7dO9AJQLxQ2abAwYyiGYPsvfq49FSf5w6n5q8z4nX
        Aa0emjvDhNYHzl03NfneGY1GKNUNODFeUne+dOnayHYi6miB2HhgfXDm4HunPxM8
        AtKHdB6iNQUr4/Lk/HARBIhl/Y5IAkOGx5nuJuirxjtc3PSC1eJecPcTTUdzNLdL
        dbQGuqDYy2tLX2F483bxZYojY50m5x33c1s4lrjVY+pPEUVsX0nLkLv6AtsqaR1j
        PhLFaPQdYzgtxfHn8bavKzLPZBS7DQqmwv4iTO7XvgOQaSOUvcbGx10wTEtzWX9V
        a1oocXnkP79Oxxmc25aXMDXhGeYy2ttQ6AASB4vrEwKBgQDflhOmh9/1FRRYehBm
        Fn7s99xZIe6Jg4ZuiMHedw+zMESCfI2rEDupSFNLw7fnU8VSMydMJBR+qSfQIdJg
        K3ofGI7dVUIFv7leNYkGQq9eQDWnALZKUnmjbNmgADLnalPTvZidd+jrMs88ZrUj
        Dj7w9dzs1yOPq0ttriEJr+8WlwKBgQDNA5kembRKXLaNqRw1yc96ufoGGa6haa+2
        NgYSfi5qfPVoHBYIwdfUNpwHTU1hUQXKsab+aaYb9XCu5nJvZNHOpdG3sfK6UmDq
        v/MzO4YYzYHlynNNYAKQ0yfeRELjYfM89zDgx+SCJm6SgnM+mwzm+rGy5RLtYWlK
        l6OhmPGz1wKBgQCgYSSjVd++C2rWtGhC8mwFSx4SCZbzqRaq/wohq8HlRQA/oVx1
        kmVZXnnxZOjr1Fk8R1ku8sqIuInIcBpZxZYJ7DG+bkO3n/k1rK0ngnoM334c1xPr
        aBG8un24mavp94k930gz3CmFXKLurrXL+ZIIgjQA56moirTGbhtguYSE7QKBgQCq
        xceDXOd4Vfhe0jJEf+HLSiWBdV0o6X9LWX7/YopJe+N0IIkeLFIbXI3l6zd8y9/2
        Mrt3CwwqF+4QUreaILI/35Js4Nbe64X9pXzw/TE7cdw1TMl093fLqYh5NgU9oTbb
        XtEhPIEVBOxwMCfNS5yYvtTMvtJgWBc74kqUbnFPqwKBgBoMYrB5vPUz/n8rGQqf
        EQC/ZNSZ8CBAPtmw9jOhx3ItnXnp2RmYNe1GqF6ksJOapFSMJ40n/mKkiPnSQ/MK
        MeVzZx1c6ye8HU1TlP9ti0nXj2IqoIYxtdOMIgcAo6PQX0Oc5YyWD3NYuNZQ3zQM
        1aDmAX0laf+4PbKOBS+M7cc5
        -----END PRIVATE KEY-----
        """
}
