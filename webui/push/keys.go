package push

import (
	"crypto/ecdh"
	"encoding/base64"
	"fmt"
)

// keys are those by which push services know this server again (VAPID), in the
// form that browsers and the library take.
type keys struct{ public, private string }

// newKeys makes them from what derive gives for a purpose. All but one in four
// billion numbers are keys.
func newKeys(derive func(purpose string) []byte) keys {
	for i := 0; ; i++ {
		secret, err := ecdh.P256().NewPrivateKey(derive(fmt.Sprint("vapid ", i)))
		if err == nil {
			return keys{
				public:  base64.RawURLEncoding.EncodeToString(secret.PublicKey().Bytes()),
				private: base64.RawURLEncoding.EncodeToString(secret.Bytes()),
			}
		}
	}
}
