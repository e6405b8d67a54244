-- Part of jwt-kms. Copyright 2026 the jwt-kms authors.
-- SPDX-License-Identifier: Apache-2.0

-- FORM ALG KEYFILE TOKENFILE in, the claims as JSON out; exit status as in ../python/reader.py.
module Main (main) where

import qualified Data.Aeson as Aeson
import qualified Data.ByteString as Strict
import qualified Data.ByteString.Lazy.Char8 as Bytes
import qualified Data.Text as Text
import qualified Data.Text.IO as Text
import System.Environment (getArgs)
import System.Exit (ExitCode (..), exitWith)
import System.IO (hPutStrLn, stderr)
import Web.JWT

main :: IO ()
main = do
  arguments <- getArgs
  case arguments of
    ["pem", 'R' : _, keyFile, tokenFile] -> do
      key <- Strict.readFile keyFile
      token <- Text.readFile tokenFile
      case readRsaPublicKey key of
        Nothing -> rejected "the key is not read"
        Just public -> case decodeAndVerifySignature (VerifyRSAPublicKey public) token of
          Nothing -> rejected "the signature is not verified"
          Just verified -> Bytes.putStrLn (Aeson.encode (claims verified))
    ["pem", _, _, _] -> rejected "it has RSA with SHA-256 alone"
    _ -> exitWith (ExitFailure 3)
  where
    rejected reason = hPutStrLn stderr reason >> exitWith (ExitFailure 1)
