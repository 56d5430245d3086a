# The rules that bench/rows/policy.mjs asks of OPA. policy.wasm is made of it by
#   go install github.com/open-policy-agent/opa@v1.10.1
#   opa build -t wasm -e bench/allow policy.rego && tar -xzf bundle.tar.gz /policy.wasm
package bench

default allow := false

allow if {
	some role in data.roles[input.user]
	some permission in data.permissions[role]
	permission.action == input.action
	permission.object == input.object
}
