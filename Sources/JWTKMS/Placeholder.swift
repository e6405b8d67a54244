import JWTKit
import Logging
import Metrics
import Tracing

enum Placeholder {}
