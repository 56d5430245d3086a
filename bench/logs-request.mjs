// What a log request looks like to protobufjs.
import protobuf from 'protobufjs';

// opentelemetry-proto 1.x, as much as a log request is made of.
export const LogsRequest = protobuf
  .parse(
    `syntax = "proto3"; package otlp;
  message ExportLogsServiceRequest { repeated ResourceLogs resource_logs = 1; }
  message ResourceLogs { Resource resource = 1; repeated ScopeLogs scope_logs = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message ScopeLogs { Scope scope = 1; repeated LogRecord log_records = 2; }
  message Scope { string name = 1; string version = 2; }
  message LogRecord { fixed64 time_unix_nano = 1; int32 severity_number = 2; AnyValue body = 5; repeated KeyValue attributes = 6; string event_name = 12; }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; ArrayValue array_value = 5; } }
  message ArrayValue { repeated AnyValue values = 1; }`,
  )
  .root.lookupType('otlp.ExportLogsServiceRequest');
