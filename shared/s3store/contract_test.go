package s3store_test

import (
	"testing"

	"earlyhelp/infra/local/gateway/gatewaytest"
	"earlyhelp/shared/ledger/ledgertest"
)

func TestContract(t *testing.T) { ledgertest.Contract(t, gatewaytest.Open(t, nil)) }
