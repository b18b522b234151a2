package names

import (
	"slices"
	"strings"
)

// machineNames are ssh user names that say nothing about a person (B34).
var machineNames = []string{
	"admin", "administrator", "alpine", "arch", "azureuser", "bitnami", "centos", "core", "daemon", "debian", "deploy", "ec2", "ec2-user", "fedora", "git", "guest", "host", "login", "nobody", "node", "opc", "pi", "root", "rocky", "server", "ssh", "test", "ubuntu", "user", "username", "vagrant", "www", "www-data",
}

func IsMachineLike(name string) bool {
	return slices.Contains(machineNames, strings.ToLower(name))
}
