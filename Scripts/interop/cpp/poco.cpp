// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

// FORM ALG KEYFILE TOKENFILE in, the claims as JSON out; exit status as in ../python/reader.py.
#include <Poco/Crypto/ECKey.h>
#include <Poco/Crypto/RSAKey.h>
#include <Poco/JWT/JWTException.h>
#include <Poco/JWT/Signer.h>
#include <fstream>
#include <iostream>
#include <iterator>

static std::string text(const char *path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

int main(int argc, char **argv) {
    if (argc < 5 || std::string(argv[1]) != "pem") return 3;
    try {
        Poco::JWT::Signer signer;
        signer.addAlgorithm(argv[2]);
        if (argv[2][0] == 'E') signer.setECKey(new Poco::Crypto::ECKey(std::string(argv[3]), ""));
        else signer.setRSAKey(new Poco::Crypto::RSAKey(std::string(argv[3]), ""));
        signer.verify(text(argv[4])).payload().stringify(std::cout);
    } catch (const Poco::Exception &error) {
        std::cerr << error.displayText() << "\n";
        return 1;
    }
}
