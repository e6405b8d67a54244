// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

// FORM ALG KEYFILE TOKENFILE in, the claims as JSON out; exit status as in ../python/reader.py.
#include <fstream>
#include <iostream>
#include <iterator>
#include <jwt/jwt.hpp>

static std::string text(const char *path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

int main(int argc, char **argv) {
    if (argc < 5 || std::string(argv[1]) != "pem") return 3;
    // It asserts that it knows the algorithm.
    if (jwt::str_to_alg(argv[2]) == jwt::algorithm::UNKN) {
        std::cerr << "unknown algorithm\n";
        return 1;
    }
    const char *audience = std::getenv("INTEROP_AUDIENCE");
    try {
        using namespace jwt::params;
        auto key = text(argv[3]), token = text(argv[4]);
        auto decoded = audience
            ? jwt::decode(token, algorithms({argv[2]}), secret(key), aud(audience))
            : jwt::decode(token, algorithms({argv[2]}), secret(key));
        std::cout << decoded.payload() << "\n";
    } catch (const std::exception &error) {
        std::cerr << error.what() << "\n";
        return 1;
    }
}
