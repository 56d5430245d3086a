/**
 * Tools that build, test, check, format or document what lies in the workspace. What they read and write is the project's; their options for
 * output are looked at as those of every program, and the verbs of theirs that install, publish or serve stand with the package managers.
 */
export const BUILD_PROGRAMS: ReadonlySet<string> = new Set(
  `
  ant buck buck2 pants bloop mill sbtn lein boot clojure clj cljfmt clj-kondo scala-cli scalafmt scalafix kotlin kotlinc ktlint detekt
  google-java-format checkstyle spotbugs pmd invoke inv fab doit scons waf b2 bjam premake5 xmake tup redo qmake configure autoreconf autoconf automake
  aclocal autoheader libtoolize libtool pkg-config pkgconf m4 yacc bison flex lex gperf re2c swig cython ctags etags cscope gtags universal-ctags
  doxygen sphinx-build sphinx-apidoc mkdocs jekyll hugo hexo eleventy docusaurus mdbook typedoc jsdoc redocly spectral asciidoctor asciidoc pandoc
  javadoc godoc pdoc pydoc pydoc3 yard rdoc haddock ford docgen quarto latexmk pdflatex xelatex lualatex latex tex bibtex biber makeindex typst chktex
  cspell codespell typos vale alex write-good textlint proselint hunspell remark markdownlint-cli2 mdformat mdl lychee markdown-link-check sqlfluff
  squawk pg_format sqlfmt alembic django-admin sqlc staticcheck gotestsum ginkgo mage gosec errcheck ineffassign revive gocyclo golines gofumpt mockgen
  mockery wire stringer goreleaser xcodebuild swiftlint swiftformat xcbeautify xcpretty tuist xcodegen lipo otool dsymutil karma c8 nyc tap tape uvu
  jasmine ava nightwatch wdio qunit lab bats bats-core shunit2 zunit roundup rush lage moon wireit nps npm-run-all run-s run-p ncc pkgroll tsup unbuild
  microbundle parcel snowpack wmr rspack rsbuild rolldown oxlint oxfmt dprint rome standard xo tslint jshint jscs htmlhint stylua luacheck selene
  csslint purgecss tailwindcss postcss sass node-sass lessc stylus svgo terser uglifyjs html-minifier sucrase tsd attw publint size-limit bundlesize
  source-map-explorer madge dependency-cruiser depcruise ts-prune unimported tsc-watch tsc-alias ttsc typescript-language-server api-extractor
  graphql-codegen openapi-generator swagger-cli redoc-cli json2ts quicktype ajv elm elm-test elm-format elm-review gleam purs spago rescript bsc pulp
  idris2 agda coqc lean fstar.exe vulture bandit coverage pdm hatch rye pixi pycodestyle pydocstyle autopep8 yapf autoflake pyupgrade docformatter
  interrogate radon xenon mccabe lizard pytype pyre basedpyright ty refurb flynt ssort pytest-3 py.test nosetests trial green stestr testr mutmut
  cosmic-ray djlint curlylint towncrier bumpversion bump2version commitizen cz reuse license-checker licensee rails minitest reek brakeman erb erblint
  haml-lint slim-lint standardrb steep srb sorbet tapioca solargraph cucumber fasterer debride flog flay pest phpstan psalm php-cs-fixer phpcs phpcbf
  phpmd infection rector artisan codecept behat deptrac phan rebar relx credo dialyzer eunit ct_run fpc ghcid hlint ormolu fourmolu stylish-haskell
  hpack cabal-fmt hie-bios brittany weeder ocamlbuild ocamlfind ocamlformat ocamlc ocamlopt esy nimble nimpretty shards ameba v vlang odin gnatmake
  gprbuild alr fpm gfortran nvcc hipcc icc icx ifort dmd ldc2 dub mcs csc fsc vbc msbuild nunit3-console xunit.console paket fake fantomas csharpier
  cargo-nextest cargo-clippy cargo-fmt cargo-deny rust-analyzer trunk wasm-opt wasm-bindgen wat2wasm wasm2wat bindgen clang-check
  clang-apply-replacements clangd cppcheck cpplint include-what-you-use iwyu bear ccache sccache distcc gcov gcovr lcov genhtml llvm-cov llvm-profdata
  llvm-objdump llvm-nm llvm-ar llvm-dis opt llc nasm yasm ranlib strip objcopy c++filt addr2line iverilog verilator yosys ghdl vvp nextpnr tflint
  terraform-docs tfsec checkov terrascan tfupdate kubeval kubeconform kube-linter kube-score regal cue jsonnet jsonnetfmt jb dhall dhall-to-json
  ansible-lint yamlfmt yamale check-jsonschema taplo dotenv-linter actionlint gitlint commitlint lint-staged git-cliff conventional-changelog
  standard-version changeset auto-changelog graphviz dot neato fdp circo plantuml mmdc d2 gnuplot ditaa perltidy perlcritic carton minil milla dzil
  lintr testthat mypyc stubgen stubtest dmypy pyrefly raco guild chicken-csc gnat fpcmake lazbuild mmc vue-tsc svelte-kit astro remix gatsby blitz
  redwood ionic react-scripts vue quasar sv solid-start qwik protolint prototool flatc capnp thrift avro-tools sloccount cloccount hexyl jc gron fx
  dasel miller mlr xsv qsv csvkit csvcut csvgrep csvlook csvstat csvsort csvjson in2csv htmlq pup xq tomlq visidata datamash pygmentize highlight
  chroma glow mdless icdiff difft dyff json-diff jd vbindiff dos2unix unix2dos recode enca uchardet figlet toilet lolcat banner yes factor primes units
  rev tac ts pv progress whereis btop expo metro react-native patch-package gulp grunt ember jupyter jupytext nbstripout papermill dvc mlflow kedro dbt
  sqlmesh check-manifest pip-licenses f2py pyinstaller nuitka maturin behave robot pyreverse snakeviz scalene memray kernprof air gopls benchstat templ
  cargo-make cargo-watch bacon miri jdeps jlink jpackage bazelisk fastlane pod foreman overmind pint cpack conan vcpkg dpkg-deb rpmbuild arduino-cli
  platformio pio idf.py west lake luarocks busted love haxe haxelib nickel opa conftest kustomize skaffold cdk cdktf sam packer jsonlint openapi-generator-cli
  swagger-codegen prisma drizzle-kit aapt aapt2 apksigner bundletool zipalign detox maestro electron electron-builder electron-forge cap tauri ffmpeg ffprobe
  sox inkscape mogrify composite montage exiftool identify convert magick optipng pngquant jpegoptim pdfinfo pdffonts pdfimages qpdf aspell rsvg-convert gifsicle imagemin potrace tesseract
  ocrmypdf onefetch procs dust duf choose nixfmt alejandra statix deadnix syncpack xcpretty carthage simctl plutil
  jj hg git-lfs lefthook husky overcommit qemu-img cwebp dwebp jpegtran cjpeg djpeg pdfunite pdfseparate pdftoppm pdftk img2pdf mksquashfs msgfmt msgmerge xgettext
  msginit gettext envsubst mdless mediainfo id3v2 opusenc flac lame oxipng svgcleaner woff2_compress pyftsubset fc-list fc-match gtk-update-icon-cache
  glib-compile-resources desktop-file-validate appstreamcli xmlstarlet tidy html2text xidel jsonnet-lint cfn-lint kube-capacity opam-dune-lint
  vitepress vuepress slidev docsify starlight nuxi wxt plasmo vinxi tsr wasm-tools wasmtime wasmer solc forge slither hardhat truffle anchor aptos sui-move
  nargo circom cairo-compile scarb pyodide emcc em++ emmake emconfigure ispc slangc glslc glslangValidator spirv-val spirv-opt shaderc cmake-format gersemi
  meson-format bloaty abidiff abi-compliance-checker flawfinder infer iwyu_tool run-clang-tidy ctlint gcovr kcov tarpaulin cargo-tarpaulin llvm-cov grcov
  crystal-format ktfmt spotless errorprone archunit jacoco kover bundletool dependency-check-cli
  `
    .trim()
    .split(/\s+/),
);
