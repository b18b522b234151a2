package webui

import (
	"fmt"
	"io/fs"
	"path"

	"github.com/evanw/esbuild/pkg/api"
)

// bundle returns the script or style sheet entry of files and all that it
// imports as one file, minified: on a slow line fifty requests are slow, and
// half of the bytes. It panics at a mistake in the files, which are in the
// program, so that its first start, which is a test's, tells.
func bundle(files fs.FS, entry string) []byte {
	result := api.Build(api.BuildOptions{
		EntryPoints:       []string{entry},
		Plugins:           []api.Plugin{only(files)},
		Bundle:            true,
		Format:            api.FormatESModule,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
	})
	if len(result.Errors) > 0 {
		panic(fmt.Sprintf("bundle %s: %s", entry, result.Errors[0].Text))
	}
	return result.OutputFiles[0].Contents
}

// only has a bundle made of files, and of nothing else on the machine.
func only(files fs.FS) api.Plugin {
	resolve := func(args api.OnResolveArgs) (api.OnResolveResult, error) {
		return api.OnResolveResult{Path: path.Join(path.Dir(args.Importer), args.Path), Namespace: "static"}, nil
	}
	load := func(args api.OnLoadArgs) (api.OnLoadResult, error) {
		body, err := fs.ReadFile(files, args.Path)
		text := string(body)
		return api.OnLoadResult{Contents: &text, Loader: api.LoaderDefault}, err
	}
	return api.Plugin{Name: "only", Setup: func(build api.PluginBuild) {
		build.OnResolve(api.OnResolveOptions{Filter: "."}, resolve)
		build.OnLoad(api.OnLoadOptions{Filter: ".", Namespace: "static"}, load)
	}}
}
