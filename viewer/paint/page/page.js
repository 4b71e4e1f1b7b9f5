// The replay. The page is whole without it; with it one picture stands on the stage, and shows the
// pieces of the drawing that belong to the present step.
(() => {
    "use strict"
    const root = document.documentElement
    root.classList.add("live")

    const one = (selector, from = document) => from.querySelector(selector)
    const all = (selector, from = document) => [...from.querySelectorAll(selector)]
    const ROW_MARGIN = 40 // the rows before and after can be seen, too
    const FITTED_SCALE = 0.66, SCROLLED_SCALE = 0.85 // of letters that have 13 pixels at 1
    const AROUND_FIGURE = 292 // pixels, as in the style
    const still = matchMedia("(prefers-reduced-motion: reduce)"), narrow = matchMedia("(max-width: 960px)")
    let steps, drawings, words, questions
    let current = 0, timer = 0, speed = 1, asked = -1

    // ---- what the page holds ----

    // Without scripts a step's pictures lie in its <noscript>; here they tell which pieces it has.
    function read_step(row) {
        const text = one("noscript", row).textContent
        const pieces = new Set(Array.from(text.matchAll(/href="#([a-z]+\d+)"/g), match => match[1]))
        return {
            row, text, pieces,
            stand: Number(row.dataset.stand),
            left: Number(row.dataset.left),
            top: Number(row.dataset.top),
            tone: row.dataset.tone,
            number: one(".badge", row)?.textContent ?? "",
            sentence: one(".sentence", row).textContent,
            time: one("time", row)?.textContent ?? "",
            notes: one(".notes", row)?.textContent ?? "",
            alternative: one(".alternative", row).id,
        }
    }

    function read_drawing(svg) {
        return { svg, pieces: all(":scope > g[id]", svg) }
    }

    // ---- showing ----

    function show_pieces(step) {
        for (const drawing of drawings) {
            for (const piece of drawing.pieces) {
                piece.style.display = step.pieces.has(piece.id) ? "" : "none"
            }
            drawing.svg.setAttribute("aria-describedby", step.alternative)
        }
    }

    function show_caption(step) {
        const caption = one("#caption")
        caption.className = `caption card ${step.tone}`
        one(".badge", caption).textContent = step.number
        one(".badge", caption).hidden = step.number === ""
        one(".sentence", caption).textContent = step.sentence
        one("time", caption).textContent = step.time
        one("#reveal").hidden = true
        one("#told").textContent = step.notes
    }

    function show_rows() {
        steps.forEach((step, index) => {
            step.row.classList.toggle("past", index <= current)
            step.row.classList.toggle("current", index === current)
            step.tick.classList.toggle("past", index <= current)
            const link = one("a", step.row)
            index === current ? link.setAttribute("aria-current", "step")
                              : link.removeAttribute("aria-current")
        })
        show_row(one(".panel"), steps[current].row)
    }

    // The panel scrolls no farther than it must, so that what it begins with stays in sight.
    function show_row(panel, row) {
        const top = row.getBoundingClientRect().top - panel.getBoundingClientRect().top + panel.scrollTop
        const bottom = top + row.clientHeight
        if (current === 0) {
            panel.scrollTop = 0
        } else if (top < panel.scrollTop) {
            panel.scrollTop = top - ROW_MARGIN
        } else if (bottom > panel.scrollTop + panel.clientHeight) {
            panel.scrollTop = bottom - panel.clientHeight + ROW_MARGIN
        }
    }

    function show_place(step) {
        const last = steps.length - 1
        const number = step.number === "" ? words.start : words.step.replace("%s", step.number)
        one("#place").firstChild.nodeValue = number
        one("#place small").textContent = step.time
        const range = one("#scrubber")
        range.value = current
        range.setAttribute("aria-valuetext", `${number}: ${step.sentence}`)
        one(".ticks b").style.width = `${last ? 100 * current / last : 0}%`
        one("#first").disabled = one("#back").disabled = current === 0
        one("#forward").disabled = one("#last").disabled = current === last
    }

    // As high as the screen has room for; of more lanes than could be read then, a part is seen.
    function fit() {
        const svg = one("#figure svg"), high = svg.viewBox.baseVal.height
        const is_tall = !narrow.matches && high * FITTED_SCALE > innerHeight - AROUND_FIGURE
        svg.style.maxHeight = is_tall ? `${high * SCROLLED_SCALE}px` : ""
    }

    // Where the picture is larger than its place, what happens now is in the middle.
    function follow(step) {
        const figure = one("#figure"), is_wide = figure.scrollWidth > figure.clientWidth + 1
        const is_high = figure.scrollHeight > figure.clientHeight + 1
        figure.classList.toggle("wide", is_wide)
        figure.classList.toggle("high", is_high)
        if (is_wide || is_high) {
            const left = step.left * figure.scrollWidth - figure.clientWidth / 2
            const top = step.top * figure.scrollHeight - figure.clientHeight / 2
            figure.scrollTo({ left, top, behavior: still.matches ? "auto" : "smooth" })
        }
    }

    function go_to(index) {
        current = Math.max(0, Math.min(steps.length - 1, index))
        const step = steps[current]
        asked = -1
        show_veil(step)
        show_pieces(step)
        show_caption(step)
        show_rows()
        show_place(step)
        follow(step)
        history.replaceState(null, "", `#${current}`) // not the row's id: nothing scrolls
    }

    // ---- questions: the replay stops before the step that decides ----

    // Until the answer nothing is seen of what is still to come.
    function show_veil(step) {
        root.classList.toggle("asking", is_asking() && has_open_questions())
        const veil = one(".veil")
        if (!veil) return // two runs have two places
        const x = step.left * one("#figure svg").viewBox.baseVal.width
        veil.setAttribute("width", Number(veil.getAttribute("x")) + veil.width.baseVal.value - x - 2)
        veil.setAttribute("x", x + 2)
    }

    const is_asking = () => one("#ask")?.getAttribute("aria-pressed") === "true"
    const has_open_questions = () => questions.some(question => current < question.step)

    function ask(question) {
        stop()
        asked = question.step
        const caption = one("#caption")
        caption.className = "caption card question"
        one(".badge", caption).hidden = false
        one(".badge", caption).textContent = "?"
        one(".sentence", caption).textContent = question.text
        one("time", caption).textContent = ""
        one("#reveal").hidden = false
    }

    function move(by) {
        const next = current + by
        const question = questions.find(one => one.step === next)
        if (by === 1 && is_asking() && question && asked !== next) {
            ask(question)
            return
        }
        go_to(next)
    }

    // ---- playing ----

    const is_playing = () => timer !== 0

    function show_playing() {
        const play = one("#play")
        one(".is-play", play).toggleAttribute("hidden", is_playing())
        one(".is-pause", play).toggleAttribute("hidden", !is_playing())
        play.setAttribute("aria-label", is_playing() ? words.pause : words.play)
    }

    function stop() {
        clearTimeout(timer)
        timer = 0
        show_playing()
    }

    function wait() {
        clearTimeout(timer)
        timer = setTimeout(() => {
            if (current === steps.length - 1) {
                stop()
                return
            }
            move(1)
            if (is_playing()) {
                wait()
            }
        }, steps[current].stand / speed)
    }

    function play() {
        if (current === steps.length - 1) {
            go_to(0)
        }
        wait()
        show_playing()
    }

    function change_speed(factor) {
        speed = Math.max(0.25, Math.min(4, speed * factor))
        one("#speed").textContent = `${speed}×`
        if (is_playing()) {
            wait()
        }
    }

    // ---- commands ----

    const halt = command => () => {
        stop()
        command()
    }
    const problem = by => {
        for (let at = current + by; steps[at]; at += by) {
            if (steps[at].tone === "bad") {
                go_to(at)
                return
            }
        }
    }
    const is_dark = () => root.dataset.theme === "dark" ||
        root.dataset.theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches
    const turn = (button, panel) => {
        panel.hidden = !panel.hidden
        button.setAttribute("aria-pressed", String(!panel.hidden))
    }
    const commands = {
        play: () => is_playing() ? stop() : play(),
        first: halt(() => go_to(0)),
        back: halt(() => move(-1)),
        forward: halt(() => move(1)),
        last: halt(() => go_to(steps.length - 1)),
        reveal: halt(() => go_to(asked)),
        before: halt(() => problem(-1)),
        after: halt(() => problem(1)),
        slower: () => change_speed(0.5),
        faster: () => change_speed(2),
        speed: () => change_speed(speed === 4 ? 1 / 16 : 2),
        theme: () => { root.dataset.theme = is_dark() ? "light" : "dark" },
        notes: () => turn(one("#notes"), one("#speaker")),
        full: () => document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen?.(),
        ask: () => {
            stop()
            one("#ask")?.setAttribute("aria-pressed", String(!is_asking()))
            go_to(is_asking() && !has_open_questions() ? 0 : current)
        },
    }
    const keys = {
        " ": "play", ArrowLeft: "back", ArrowRight: "forward", Home: "first", End: "last",
        PageUp: "back", PageDown: "forward", "{": "before", "}": "after", "-": "slower", "=": "faster",
        "+": "faster", t: "theme", n: "notes", q: "ask", f: "full",
    }

    function listen() {
        for (const button of all("button[id]")) {
            button.addEventListener("click", () => commands[button.id]())
        }
        one("#scrubber").addEventListener("input", event => {
            stop()
            go_to(Number(event.target.value))
        })
        steps.forEach((step, index) => one("a", step.row).addEventListener("click", event => {
            event.preventDefault()
            stop()
            go_to(index)
        }))
        addEventListener("keydown", event => {
            const name = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key]
            const is_button = event.target.closest("button, a") && event.key === " "
            if (!name || is_button || event.ctrlKey || event.altKey || event.metaKey) {
                return
            }
            event.preventDefault()
            commands[name]()
        })
        addEventListener("hashchange", () => go_to(step_of_address()))
        addEventListener("beforeprint", fill_stills)
        addEventListener("afterprint", () => show_pieces(steps[current]))
        addEventListener("resize", () => {
            fit()
            follow(steps[current])
        })
        listen_to_touch(one("#figure"))
        listen_to_touch(one("#caption"))
    }

    // A swipe is a step, but where a wide picture scrolls; a tap is one, too: back at the left third.
    function listen_to_touch(place) {
        let begin = null
        place.addEventListener("pointerdown", event => {
            begin = { x: event.clientX, y: event.clientY, scroll: place.scrollLeft }
        })
        place.addEventListener("pointerup", event => {
            if (!begin || event.target.closest("button")) {
                return
            }
            const x = event.clientX - begin.x, y = event.clientY - begin.y
            const has_scrolled = Math.abs(place.scrollLeft - begin.scroll) > 4
            begin = null
            if (has_scrolled || event.button > 0) {
                return
            }
            if (Math.abs(x) > 40 && Math.abs(x) > 2 * Math.abs(y)) {
                commands[x < 0 ? "forward" : "back"]()
            } else if (Math.hypot(x, y) < 10) {
                const box = place.getBoundingClientRect()
                commands[event.clientX - box.left < box.width / 3 ? "back" : "forward"]()
            }
        })
        place.addEventListener("pointercancel", () => { begin = null })
    }

    // ---- beginning ----

    // On paper all steps stand below each other, as they do without scripts.
    function fill_stills() {
        for (const piece of drawings.flatMap(drawing => drawing.pieces)) {
            piece.style.display = ""
        }
        for (const step of steps) {
            const place = one("noscript", step.row)
            if (place) {
                const filled = document.createElement("div")
                filled.innerHTML = step.text
                place.replaceWith(...filled.childNodes)
            }
        }
    }

    // "#4", or "#step-4" as readers without scripts have it.
    const step_of_address = () => Number(location.hash.match(/\d+$/)?.[0] ?? 0)

    function add_ticks() {
        const ticks = one(".ticks"), last = steps.length - 1
        steps.forEach((step, index) => {
            step.tick = document.createElement("i")
            step.tick.className = step.tone
            step.tick.style.left = `${last ? 100 * index / last : 0}%`
            step.tick.hidden = last > 60 && step.tone !== "bad"
            ticks.append(step.tick)
        })
    }

    document.addEventListener("DOMContentLoaded", () => {
        ({ words, questions } = JSON.parse(one("#words").textContent))
        steps = all("#steps > li").map(read_step)
        drawings = all(".whole .drawing").map(read_drawing)
        one("#scrubber").max = steps.length - 1
        one("#steps").classList.toggle("hundreds", steps.length > 100)
        add_ticks()
        listen()
        fit()
        go_to(step_of_address())
    })
    addEventListener("load", () => scrollTo(0, 0))
})()
